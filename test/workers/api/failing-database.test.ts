import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { decodeHeatmapBin } from '../../../schema/heatmap-bin.ts';
import { DAY, HOUR } from '../../../schema/range.ts';
import { app } from '../../../workers/api/app.ts';
import { endpoints } from '../../../workers/api/endpoints.ts';
import { readKept } from '../../../workers/api/kept-answer.ts';
import { advance, createFilter, encodeState } from '../../../workers/model/filter.ts';
import { saveLiquidations } from '../../../workers/store/save-liquidations.ts';
import { failing } from '../../support/failing-database.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { storeLanes, takeIn } from '../../support/symbol-record.ts';
import { environment, seedColumns } from './market.ts';

const start = Date.UTC(2024, 7, 5);
const btc = { symbol: 'BTC', exchange: 'binance' } as const;

/** One question at least of every route. */
const URLS: Record<string, string[]> = {
  '/v1/symbols': ['/v1/symbols'],
  '/v1/heatmap': [
    '/v1/heatmap?symbol=BTC',
    '/v1/heatmap?symbol=BTC&format=bin&range=7d&with=band,split',
    `/v1/heatmap?symbol=BTC&format=bin&since=${start + 22 * HOUR}`,
    '/v1/heatmap?symbol=BTC&format=coinglass&exchange=binance',
  ],
  '/v1/map': ['/v1/map?symbol=BTC'],
  '/v1/history': ['/v1/history?symbol=BTC', '/v1/history?symbol=BTC&range=1y&exchange=binance'],
  '/v1/liquidations': ['/v1/liquidations', '/v1/liquidations?symbol=BTC&side=long&limit=1'],
  '/v1/score': ['/v1/score?symbol=BTC', '/v1/score?symbol=BTC&format=csv'],
  '/v1/column': [`/v1/column?symbol=BTC&time=${start + 23 * HOUR}`],
  '/v1/snapshot/{file}': ['/v1/snapshot/BTC.txt', '/v1/snapshot/btc.svg?theme=dark', '/v1/snapshot/BTC.png'],
  '/v1/oembed': ['/v1/oembed?url=ORIGIN/embed/BTC'],
  '/embed/{symbol}': ['/embed/BTC'],
  '/v1/status': ['/v1/status'],
};
const urls = Object.values(URLS).flat();

test('every route is asked', () => {
  const missing = endpoints.map(({ path }) => path).filter(path => !URLS[path]);
  expect(missing, 'no question for these paths: add one to URLS').toEqual([]);
  expect(Object.keys(URLS)).toHaveLength(endpoints.length);
});

let origin = '';
const ask = (url: string, db: D1Database = env.DB) =>
  app.request(
    origin + url.replace('ORIGIN', origin),
    {},
    environment('live', { PUBLIC_ORIGIN: origin, DB: db }),
  );

beforeEach(async () => {
  for (const method of ['error', 'warn'] as const)
    vi.spyOn(console, method).mockImplementation(() => undefined);
  origin = `https://${crypto.randomUUID()}.test`;
  await clearMarkets(env.DB);
  const candles = flatCandles(start, HOUR, 24, 50_000);
  await seedCandles(env.DB, btc, candles);
  await seedColumns({ symbol: 'BTC', exchange: 'all', resolution: HOUR }, [
    { time: start + 23 * HOUR, usd: { 48000: 1e6 } },
  ]);
  const filter = createFilter();
  for (const candle of candles) advance(filter, candle);
  const lanes = { binance: { end: start + DAY, state: encodeState(filter) } };
  await storeLanes('BTC', lanes);
  await saveLiquidations(
    env.DB,
    ['a', 'b'].map(id => ({
      ...{ ...btc, instrument: 'BTCUSDT', side: 'long', price: 50_000, priceKind: 'fill', quantity: 1 },
      ...{ notionalUsd: 50_000, time: start + HOUR, id },
    })),
  );
  await takeIn();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Lets so much time pass for whoever looks at the clock. */
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

test('no URL that succeeded within a day fails while half of the reads do', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  for (const url of urls) expect((await ask(url)).status, url).toBe(200);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...urls),
      fc.integer({ min: 0, max: 20 * 60_000 }),
      fc.infiniteStream(fc.boolean()),
      async (url, later, faults) => {
        pass(later);
        const response = await ask(url, failing(env.DB, () => faults.next().value === true).db);
        expect(response.status).toBe(200);
        await response.arrayBuffer();
      },
    ),
    { numRuns: 100 },
  );
});

test.each(urls)('%s is answered as it was while no read succeeds, and says so', async url => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const good = await ask(url);
  const first = new Uint8Array(await good.arrayBuffer());
  pass(23 * HOUR);
  const nothing = failing(env.DB, () => true);
  const old = await ask(url, nothing.db);
  const later = new Uint8Array(await old.arrayBuffer());
  expect(old.status).toBe(200);
  const type = old.headers.get('Content-Type');
  expect(type).toBe(good.headers.get('Content-Type'));
  // A column never changes, and holds for a day.
  if (url.startsWith('/v1/column')) return expect(later).toEqual(first);
  expect(old.headers.get('Age')).toBe(String((23 * HOUR) / 1000));
  expect(old.headers.get('Warning')).toBe('110 - "Response is Stale"');
  const staleIn = (bytes: Uint8Array) => {
    if (type === 'application/octet-stream') return decodeHeatmapBin(bytes.buffer as ArrayBuffer).stale;
    return type === 'application/json' ? JSON.parse(new TextDecoder().decode(bytes)).stale : undefined;
  };
  if (staleIn(first) === undefined) expect(later).toEqual(first);
  else expect(staleIn(later)).toBe(true);
});

test('whatever is JSON says whether it is stale, but what others have shaped', async () => {
  for (const url of urls) {
    const response = await ask(url);
    if (response.headers.get('Content-Type') !== 'application/json') continue;
    const foreign = /format=coinglass|oembed/.test(url);
    expect('stale' in (await response.json<object>()), url).toBe(!foreign);
  }
});

test('one statement that fails costs no answer', async () => {
  for (const url of urls) {
    const counted = failing(env.DB, () => false);
    origin = `https://${crypto.randomUUID()}.test`;
    await ask(url, counted.db);
    for (let call = 1; call <= counted.calls(); call++) {
      origin = `https://${crypto.randomUUID()}.test`;
      const response = await ask(url, failing(env.DB, count => count === call).db);
      expect(response.status, `${url} without call ${call}`).toBe(200);
      expect(response.headers.has('Warning')).toBe(false);
    }
  }
});

test('two hundred simultaneous first requests of one URL are one computation', async () => {
  for (const url of ['/v1/heatmap?symbol=BTC', '/v1/snapshot/BTC.txt']) {
    const one = failing(env.DB, () => false);
    await ask(url, one.db);
    origin = `https://${crypto.randomUUID()}.test`;
    const all = failing(env.DB, () => false);
    const responses = await Promise.all(Array.from({ length: 200 }, () => ask(url, all.db)));
    expect(new Set(await Promise.all(responses.map(response => response.text()))).size).toBe(1);
    expect(all.calls()).toBe(one.calls());
  }
});

test('a failed computation fails those who wait for it and nobody after them', async () => {
  const broken = failing(env.DB, () => true);
  const failed = await Promise.all([1, 2, 3].map(() => ask('/v1/map?symbol=BTC', broken.db)));
  expect(failed.map(response => response.status)).toEqual([503, 503, 503]);
  expect((await ask('/v1/map?symbol=BTC')).status).toBe(200);
});

test('what is kept of a heatmap is the whole, whatever part was asked for first', async () => {
  await ask(`/v1/heatmap?symbol=BTC&format=bin&since=${start + 22 * HOUR}`);
  const kept = await readKept(
    `${origin}/v1/heatmap?exchange=all&format=bin&leverage=all&range=24h&symbol=BTC`,
  );
  expect(decodeHeatmapBin(kept?.body.buffer as ArrayBuffer).time.count).toBe(24);
});
