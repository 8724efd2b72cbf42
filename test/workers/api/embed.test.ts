import { env } from 'cloudflare:workers';
import { beforeEach, expect, test, vi } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import { attributeOf } from '../../../widget/surface/properties.ts';
import { app } from '../../../workers/api/app.ts';
import { EMBEDDED } from '../../../workers/api/embed-attributes.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { takeIn } from '../../support/symbol-record.ts';
import { ask, environment, withoutDatabase } from './market.ts';

const start = Date.UTC(2024, 7, 5);
let origin = '';

beforeEach(async () => {
  origin = `https://${crypto.randomUUID()}.example`;
  await clearMarkets(env.DB);
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'binance' }, flatCandles(start, HOUR, 24, 50_000));
  await takeIn();
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

test('the page takes every attribute of the element but where its data come from and a position', async () => {
  const asked = {
    range: '3d',
    exchange: 'binance',
    interval: '1h',
    leverage: 'from50',
    view: 'heatmap map',
    theme: 'dark',
    palette: 'mono',
    scale: 'linear',
    'min-intensity': '1000000',
    'max-intensity': '50000000',
    side: 'long',
    bands: 'off',
    locale: 'pt-BR',
    refresh: '300',
    controls: 'none',
    compact: '',
    readonly: '',
  };
  expect(
    EMBEDDED.map(attributeOf).sort(),
    'tried here, or told in widget/surface/properties.ts to be embed: false',
  ).toEqual(Object.keys(asked).sort());
  const html = await page(`/embed/BTC?${new URLSearchParams(asked)}`);
  const [tag = ''] = /<liq-heatmap [^>]*>/.exec(html) ?? [];
  for (const [name, value] of Object.entries(asked))
    expect(tag).toMatch(new RegExp(value ? ` ${name}="${value}"` : ` ${name}[ >]`));
});

test.each([
  ['position', 'long 60000 20x'],
  ['endpoint', 'https://elsewhere.example'],
  ['src', 'https://elsewhere.example/heatmap.bin'],
  ['data', '{}'],
  ['onclick', 'alert(1)'],
  ['style', 'color:red'],
])('the page does not take %s', async (name, value) => {
  const plain = await page('/embed/BTC');
  expect(await page(`/embed/BTC?${new URLSearchParams({ [name]: value })}`)).toBe(plain);
});

test.each([
  ['range', '5y'],
  ['theme', 'sepia'],
  ['palette', 'rainbow'],
  ['exchange', 'mtgox'],
  ['leverage', 'from500'],
  ['view', 'pie'],
  ['min-intensity', '-1'],
  ['max-intensity', 'NaN'],
  ['max-intensity', '1e999'],
  ['refresh', 'Infinity'],
  ['refresh', '1e9'],
  ['compact', 'false'],
  ['readonly', '0'],
  ['locale', '"><script>'],
  ['side', ''],
  ['side', 'constructor'],
])('the page takes %s=%s for not given, as the element does', async (name, value) => {
  const plain = await page('/embed/BTC');
  expect(await page(`/embed/BTC?${new URLSearchParams({ [name]: value })}`)).toBe(plain);
});

test('of an attribute given twice the first that is understood holds, and words are read in any case', async () => {
  const html = await page(
    '/embed/BTC?range=5y&range=30D&range=7d&palette=MONO&view=history,map&compact=TRUE',
  );
  const tag = /<liq-heatmap [^>]*>/;
  expect(attribute(html, tag, 'range')).toBe('30d');
  expect(attribute(html, tag, 'palette')).toBe('mono');
  expect(attribute(html, tag, 'view')).toBe('map history');
  expect(tag.exec(html)?.[0]).toMatch(/ compact[ >]/);
});

test('what others add to a link makes no other page', async () => {
  const plain = await page('/embed/BTC?range=7d');
  for (const added of [
    'dnt=1',
    'utm_source=x&utm_source=y',
    'fbclid=IwAR0',
    'v=2',
    'maxwidth=junk',
    '__proto__=1',
  ])
    expect(await page(`/embed/BTC?range=7d&${added}`)).toBe(plain);
});

test.each([
  'btc',
  'b%74c',
  'BTC/',
  'btcusdt',
  'BTC-USDT-SWAP',
  'BTCUSD_PERP',
  'XBTUSD',
  'BINANCE:BTCUSDT',
  'BTC%2FUSDT:USDT',
  'BTC/USDT:USDT',
  'BTC-PERPETUAL',
])('/embed/%s is the page of BTC', async name => {
  expect(await page(`/embed/${name}?range=7d`)).toBe(await page('/embed/BTC?range=7d'));
});

test('the same page comes whichever host it is asked by, with a public origin or without', async () => {
  vi.spyOn(caches.default, 'match').mockResolvedValue(undefined);
  for (const bindings of [environment('replay', { PUBLIC_ORIGIN: origin }), environment('replay')]) {
    const asked = async (host: string) => {
      const response = await app.request(`https://${host}/embed/BTC?range=7d`, {}, bindings);
      return [response.headers.get('Content-Security-Policy'), await response.text()];
    };
    expect(await asked('a.example')).toEqual(await asked('b.example'));
  }
  vi.restoreAllMocks();
});

test('without a public origin no address names a host, and the policy neither', async () => {
  const response = await app.request('https://asked.example/embed/BTC?range=3d', {}, environment('replay'));
  expect(response.headers.get('Content-Security-Policy')).toContain("script-src 'self' 'sha256-");
  const html = await response.text();
  expect(html).not.toContain('https://');
  expect(attribute(html, /<link rel="canonical"[^>]*>/, 'href')).toBe(
    '/embed/BTC?exchange=all&range=3d&theme=auto',
  );
});

const errorOf = async (path: string, bindings = environment('replay', { PUBLIC_ORIGIN: origin })) => {
  const response = await app.request(origin + path, {}, bindings);
  return { status: response.status, headers: response.headers, html: await response.text() };
};

test.each([
  ['/embed/NOPE', '“NOPE” is no symbol here: expected is one of BTC.'],
  ['/embed/BTC?exchange=okx', '“okx” is no exchange here: expected is '],
  ['/embed/%3Cb%3E', '“<b>” is no symbol here'],
  ['/embed/%E0%A4%A', 'is no symbol here'],
  ['/embed/__proto__', 'is no symbol here'],
])('%s is a page in words, in the light or dark of its reader, without script', async (path, words) => {
  const { status, headers, html } = await errorOf(path);
  expect(status).toBe(404);
  expect(headers.get('Content-Type')).toBe('text/html; charset=utf-8');
  expect(headers.get('X-Frame-Options')).toBeNull();
  expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'");
  expect(headers.get('Content-Security-Policy')).not.toContain('frame-ancestors');
  expect(headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
  expect(html).toContain('<meta name="color-scheme" content="light dark">');
  expect(html).toContain('There is no such heatmap');
  expect(html.replaceAll('&lt;', '<').replaceAll('&gt;', '>')).toContain(words);
  expect(html).not.toContain('<script');
  expect(html).not.toContain('<b>');
});

test('a database that fails is a page that asks for patience, in the theme that was asked for', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { status, headers, html } = await errorOf(
    '/embed/BTC?theme=dark',
    withoutDatabase({ PUBLIC_ORIGIN: origin }),
  );
  expect(status).toBeGreaterThanOrEqual(500);
  expect(headers.get('Content-Type')).toBe('text/html; charset=utf-8');
  expect(headers.get('Cache-Control')).toBe('no-store');
  expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
  expect(html).toContain('<meta name="color-scheme" content="dark">');
  expect(html).toContain('cannot be shown at the moment');
  expect(html).toContain('<a href="">Try again</a>');
  logged.mockRestore();
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
