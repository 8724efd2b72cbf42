import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import type { Problem } from '../../../schema/wire.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { ask } from './market.ts';

const start = Date.UTC(2024, 7, 5);
let origin = '';

beforeEach(async () => {
  origin = `https://${crypto.randomUUID()}.example`;
  await clearMarkets(env.DB);
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'binance' }, flatCandles(start, HOUR, 24, 50_000));
});

const page = async (path: string) => (await ask(path, { origin })).text();
/** The value of an attribute of the first tag that matches. */
const attribute = (html: string, tag: RegExp, name: string) =>
  tag
    .exec(html)?.[0]
    .match(new RegExp(`${name}="([^"]*)"`))?.[1]
    ?.replaceAll('&amp;', '&');

test('the page holds the element with the attributes asked for, and its picture until the script runs', async () => {
  const html = await page('/embed/btc?range=7d&theme=dark&locale=pt-BR&view=heatmap%20history');
  const tag = /<liq-heatmap [^>]*>/;
  expect(attribute(html, tag, 'symbol')).toBe('BTC');
  expect(attribute(html, tag, 'range')).toBe('7d');
  expect(attribute(html, tag, 'theme')).toBe('dark');
  expect(attribute(html, tag, 'locale')).toBe('pt-BR');
  expect(attribute(html, tag, 'view')).toBe('heatmap history');
  expect(html).toContain('<meta name="color-scheme" content="dark">');
  const picture = attribute(html, /<img [^>]*>/, 'src') as string;
  expect((await ask(picture, { origin })).headers.get('Content-Type')).toBe('image/svg+xml');
});

test('a page without a theme takes the light or dark of its reader', async () => {
  expect(await page('/embed/BTC')).toContain('<meta name="color-scheme" content="light dark">');
});

test('the page may be framed by anyone, loads from its own origin only, and its script is named by its hash', async () => {
  const response = await ask('/embed/BTC', { origin });
  expect(response.headers.get('X-Frame-Options')).toBeNull();
  const policy = response.headers.get('Content-Security-Policy') as string;
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('frame-ancestors');
  expect(policy).toContain(`connect-src 'self' ${origin}`);
  expect(policy).not.toContain('unsafe-eval');
  const [, script = ''] = /<script>(.*?)<\/script>/s.exec(await response.text()) ?? [];
  expect(script).toContain("type:'liq-height'");
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script)));
  expect(policy).toContain(`'sha256-${hash.toBase64()}'`);
});

test('link previews find a title and a picture that exists', async () => {
  const html = await page('/embed/BTC?range=30d');
  expect(attribute(html, /<meta property="og:title"[^>]*>/, 'content')).toBe('BTC liquidation heatmap, 30d');
  const image = new URL(attribute(html, /<meta property="og:image"[^>]*>/, 'content') as string);
  expect(image.origin).toBe(origin);
  const picture = await ask(image.pathname + image.search, { origin });
  expect(picture.headers.get('Content-Type')).toBe('image/png');
});

test('oEmbed is found from the page and frames that page', async () => {
  const html = await page('/embed/BTC?range=7d&palette=mono');
  const link = /<link rel="alternate" type="application\/json\+oembed"[^>]*>/;
  const found = new URL(attribute(html, link, 'href') as string);
  const answer = await (await ask(found.pathname + found.search, { origin })).json<{
    html: string;
    thumbnail_url: string;
  }>();
  expect(answer).toMatchObject({
    version: '1.0',
    type: 'rich',
    title: 'BTC liquidation heatmap, 7d',
    width: 800,
    height: 520,
    thumbnail_width: 1200,
  });
  const framed = new URL(attribute(answer.html, /<iframe [^>]*>/, 'src') as string);
  expect(framed.pathname).toBe('/embed/BTC');
  expect(framed.searchParams.get('palette')).toBe('mono');
  expect((await ask(framed.pathname + framed.search, { origin })).status).toBe(200);
  const thumbnail = new URL(answer.thumbnail_url);
  expect((await ask(thumbnail.pathname + thumbnail.search, { origin })).status).toBe(200);
});

test('oEmbed keeps within the bounds it is given, and leaves out a thumbnail that does not', async () => {
  const path = `/v1/oembed?url=${encodeURIComponent(`${origin}/embed/BTC`)}&maxwidth=400&maxheight=300`;
  const answer = await (await ask(path, { origin })).json<object>();
  expect(answer).toMatchObject({ width: 400, height: 300 });
  expect(answer).not.toHaveProperty('thumbnail_url');
});

test.each([
  ['https://elsewhere.example/embed/BTC', 404],
  ['SELF/v1/heatmap?symbol=BTC', 404],
  ['SELF/embed/NOPE', 404],
  ['SELF/embed/BTC?range=5y', 400],
  ['not an address', 400],
])('oEmbed of %s is refused with %i', async (url, status) => {
  const address = encodeURIComponent(url.replace('SELF', origin));
  expect((await ask(`/v1/oembed?url=${address}`, { origin })).status).toBe(status);
});

test('markup in an attribute or a symbol does not reach the page', async () => {
  const response = await ask(`/embed/BTC?locale=${encodeURIComponent('"><script>')}`, { origin });
  expect(response.status).toBe(400);
  expect((await response.json<Problem>()).parameter).toBe('locale');
  expect((await ask(`/embed/${encodeURIComponent('<b>')}`, { origin })).status).toBe(404);
});

test('a position is not taken: it never leaves the reader', async () => {
  expect(await page('/embed/BTC?position=long')).toBe(await page('/embed/BTC'));
});
