import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import { app } from '../../../workers/api/app.ts';
import { publicOrigin, publicUrl } from '../../../workers/api/public-url.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { takeIn } from '../../support/symbol-record.ts';
import { environment } from './market.ts';

test('a path stands under the public origin, and by itself where none is set', () => {
  expect(publicUrl({ PUBLIC_ORIGIN: 'https://heatmap.example' }, '/embed/BTC')).toBe(
    'https://heatmap.example/embed/BTC',
  );
  expect(publicUrl({}, '/embed/BTC')).toBe('/embed/BTC');
  expect(publicUrl({ PUBLIC_ORIGIN: '' }, '/embed/BTC')).toBe('/embed/BTC');
});

test.each([
  ['https://heatmap.example', 'https://heatmap.example'],
  ['https://Heatmap.Example/', 'https://heatmap.example'],
  ['https://heatmap.example:8443', 'https://heatmap.example:8443'],
  ['http://localhost:8787', 'http://localhost:8787'],
  ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
  ['http://[::1]:8787', 'http://[::1]:8787'],
])('the public origin %s is %s', (text, origin) => {
  expect(publicOrigin({ PUBLIC_ORIGIN: text })).toBe(origin);
});

test.each([
  'heatmap.example',
  'http://heatmap.example',
  'http://localhost.example',
  'https://heatmap.example/app',
  'https://heatmap.example?',
  'https://heatmap.example/#',
  'https://me@heatmap.example',
  'ftp://heatmap.example',
  'null',
  '*',
])('%s is no public origin, and the error says what is', text => {
  expect(() => publicOrigin({ PUBLIC_ORIGIN: text })).toThrow(
    `PUBLIC_ORIGIN: expected an https origin without a path, such as https://heatmap.example, got "${text}"`,
  );
});

const start = Date.UTC(2024, 7, 5);
/** One symbol for each test: without a public origin all are kept under the same name. */
let symbol = '';

beforeEach(async () => {
  symbol = `S${crypto.randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase()}`;
  await clearMarkets(env.DB);
  await seedCandles(env.DB, { symbol, exchange: 'binance' }, flatCandles(start, HOUR, 24, 50_000));
  await takeIn();
});

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  '/v1/symbols?',
  '/v1/status?',
  '/v1/heatmap?symbol=SYMBOL',
  '/v1/history?symbol=SYMBOL',
  '/v1/liquidations?symbol=SYMBOL',
  '/v1/score?symbol=SYMBOL',
  '/v1/snapshot/SYMBOL.svg?',
  '/embed/SYMBOL?',
  '/docs?',
  '/openapi.json?',
])('%s answers the same bytes whichever host and scheme it is asked by', async path => {
  // Each answer is made anew, none is kept from the host before.
  vi.spyOn(caches.default, 'match').mockResolvedValue(undefined);
  for (const PUBLIC_ORIGIN of ['https://heatmap.example', undefined]) {
    const bindings = environment('replay', PUBLIC_ORIGIN ? { PUBLIC_ORIGIN } : {});
    const asked = async (origin: string) => {
      const response = await app.request(origin + path.replace('SYMBOL', symbol), {}, bindings);
      expect(response.status).toBe(200);
      const { 'content-security-policy': policy, etag } = Object.fromEntries(response.headers);
      return { policy, etag, body: await response.text() };
    };
    const first = await asked('https://heatmap.example');
    expect(await asked('http://liq-heatmap.someone.workers.dev')).toEqual(first);
    expect(first.body).not.toContain('workers.dev');
  }
});
