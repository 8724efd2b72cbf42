import { env } from 'cloudflare:workers';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Problem } from '../../../schema/answer/problem.ts';
import { HOUR } from '../../../schema/range.ts';
import { app } from '../../../workers/api/app.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { takeIn } from '../../support/symbol-record.ts';
import { ask, environment } from './market.ts';

const start = Date.UTC(2024, 7, 5);
let origin = '';

beforeEach(async () => {
  origin = `https://${crypto.randomUUID()}.example`;
  await clearMarkets(env.DB);
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'binance' }, flatCandles(start, HOUR, 24, 50_000));
  await takeIn();
});

type Answer = { html: string; width: number; height: number; thumbnail_url?: string; provider_url: string };

/** What is said of a page; `SELF` stands for the public origin. */
const request = (url: string, more = '') =>
  ask(`/v1/oembed?url=${encodeURIComponent(url.replace('SELF', origin))}${more}`, { origin });
const answerOf = async (url: string, more = '') => (await request(url, more)).json<Answer>();
const frameOf = ({ html }: Answer) =>
  new URL((/ src="([^"]*)"/.exec(html)?.[1] ?? '').replaceAll('&amp;', '&'));

/** The value of an attribute of the first tag that matches. */
const attribute = (html: string, tag: RegExp, name: string) =>
  tag
    .exec(html)?.[0]
    .match(new RegExp(`${name}="([^"]*)"`))?.[1]
    ?.replaceAll('&amp;', '&');

test('oEmbed is found from the page and frames that page', async () => {
  const html = await (await ask('/embed/BTC?range=7d&palette=mono', { origin })).text();
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

test.each([
  ['&maxwidth=400&maxheight=300', 400, 300],
  ['&maxwidth=400', 400, 520],
  ['&maxheight=1', 800, 1],
  ['&maxwidth=640.9', 640, 520],
  ['&maxwidth=1e9&maxheight=99999999999999999999', 800, 520],
  ['&maxwidth=0', 800, 520],
  ['&maxwidth=-400', 800, 520],
  ['&maxwidth=abc&maxheight=', 800, 520],
  ['&maxwidth=Infinity&maxheight=NaN', 800, 520],
])('oEmbed within %s is %i × %i', async (bounds, width, height) => {
  const answer = await answerOf('SELF/embed/BTC', bounds);
  expect(answer).toMatchObject({ version: '1.0', type: 'rich', width, height });
  expect(answer.html).toContain(` width="${width}" height="${height}"`);
});

test('a thumbnail that a bound does not leave room for is left out', async () => {
  expect(await answerOf('SELF/embed/BTC', '&maxwidth=1199')).not.toHaveProperty('thumbnail_url');
  expect(await answerOf('SELF/embed/BTC', '&maxheight=674')).not.toHaveProperty('thumbnail_url');
  expect(await answerOf('SELF/embed/BTC', '&maxwidth=1200&maxheight=675')).toHaveProperty('thumbnail_url');
});

test.each([
  ['SELF/embed/BTC?range=5y', '24h'],
  ['SELF/embed/BTC?range=7d&dnt=1&utm_source=x&utm_source=y', '7d'],
  ['SELF/embed/btc?range=7D#?secret=abc', '7d'],
  ['/embed/BTC?range=7d', '7d'],
  ['SELF/embed/BTC-USDT-SWAP?range=7d', '7d'],
  ['SELF/embed/BINANCE%3ABTCUSDT/?range=7d', '7d'],
])('oEmbed of %s frames the page of BTC over %s', async (url, range) => {
  const frame = frameOf(await answerOf(url, '&dnt=1&maxwidth=600&format=JSON&v=3'));
  expect(`${frame.origin}${frame.pathname}`).toBe(`${origin}/embed/BTC`);
  expect([...frame.searchParams]).toEqual([
    ['exchange', 'all'],
    ['range', range],
    ['theme', 'auto'],
  ]);
});

test.each([
  ['https://elsewhere.example/embed/BTC', 404],
  ['ftp://SELF/embed/BTC', 404],
  ['javascript:alert(1)', 404],
  ['SELF/v1/heatmap?symbol=BTC', 404],
  ['SELF/embed/', 404],
  ['SELF/embed/NOPE', 404],
  ['SELF/embed/%E0%A4%A', 404],
  ['//elsewhere.example/embed/BTC', 400],
  ['not an address', 400],
])('oEmbed of %s is refused with %i', async (url, status) => {
  const asked = url.startsWith('ftp') ? url.replace('SELF', new URL(origin).host) : url;
  const response = await request(asked);
  expect(response.status).toBe(status);
  expect((await response.json<Problem>()).parameter).toMatch(/^(url|symbol)$/);
});

test('without an address it says that one is needed', async () => {
  const response = await ask('/v1/oembed', { origin });
  expect(response.status).toBe(400);
  expect((await response.json<Problem>()).detail).toBe(
    'url: expected the address of an /embed page of this origin, got nothing',
  );
});

test.each(['xml', 'XML'])('the format %s is not implemented', async format => {
  const response = await request('SELF/embed/BTC', `&format=${format}`);
  expect(response.status).toBe(501);
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect((await response.json<Problem>()).expected).toBe('json');
});

test('without a public origin it answers for the host that was asked, and no cache keeps that', async () => {
  const bindings = environment('replay');
  const put = vi.spyOn(caches.default, 'put');
  for (const host of ['https://a.example', 'http://b.example:8787']) {
    const response = await app.request(`${host}/v1/oembed?url=${host}/embed/BTC`, {}, bindings);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const answer = await response.json<Answer>();
    expect(answer.provider_url).toBe(host);
    expect(frameOf(answer).origin).toBe(host);
  }
  const foreign = await app.request(
    'https://a.example/v1/oembed?url=https://b.example/embed/BTC',
    {},
    bindings,
  );
  expect(foreign.status).toBe(404);
  expect(put).not.toHaveBeenCalled();
  put.mockRestore();
});

test('without a public origin hosts that are asked at once are each answered for themselves', async () => {
  const hosts = ['https://a.example', 'https://b.example', 'https://c.example'];
  const answers = hosts.map(host =>
    app.request(`${host}/v1/oembed?url=/embed/BTC`, {}, environment('replay')),
  );
  const named = await Promise.all(
    answers.map(async answer => (await (await answer).json<Answer>()).provider_url),
  );
  expect(named).toEqual(hosts);
});

test('under a public origin it answers for that alone, whichever host is asked', async () => {
  const bindings = environment('replay', { PUBLIC_ORIGIN: origin });
  const asked = (url: string) =>
    app.request(`https://worker.example/v1/oembed?url=${encodeURIComponent(url)}`, {}, bindings);
  const answer = await (await asked(`${origin}/embed/BTC`)).json<Answer>();
  expect(answer.provider_url).toBe(origin);
  expect((await asked('https://worker.example/embed/BTC')).status).toBe(404);
});
