import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Status } from '../../../schema/answer/status.ts';
import type { Symbols } from '../../../schema/answer/symbols.ts';
import { VENUES } from '../../../schema/exchange.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { savePollStates } from '../../../workers/store/poll-states.ts';
import { saveReportingShares } from '../../../workers/store/reporting-shares.ts';
import { saveCoverage } from '../../../workers/store/save-coverage.ts';
import { clearMarkets, flatCandles, seedBars, seedCandles } from '../../support/seed-market.ts';
import { ask, askJson } from './market.ts';

const end = Date.UTC(2024, 7, 6);
const binance = { symbol: 'BTC', exchange: 'binance' } as const;
const okx = { symbol: 'BTC', exchange: 'okx' } as const;

beforeEach(() => clearMarkets(env.DB));
afterEach(() => {
  vi.useRealTimers();
});

const saveOpenInterest = (track: { symbol: string; exchange: string }, openInterest: number) =>
  env.DB.prepare('UPDATE candles SET open_interest = ? WHERE symbol = ? AND exchange = ? AND time + step = ?')
    .bind(openInterest, track.symbol, track.exchange, end)
    .run();

test('symbols are listed with their exchanges, price, open interest and times', async () => {
  await seedCandles(env.DB, binance, flatCandles(end - DAY, HOUR, 24, 50_000));
  await seedCandles(
    env.DB,
    okx,
    flatCandles(end - HOUR, HOUR, 1, 50_100).map(candle => ({ ...candle, volume: 11 })),
  );
  await seedCandles(
    env.DB,
    { symbol: 'BTC', exchange: 'aggregate' },
    flatCandles(end - 9 * DAY, DAY, 9, 49_000),
  );
  await saveOpenInterest(binance, 30);
  await saveOpenInterest(okx, 20);
  await saveOpenInterest({ symbol: 'BTC', exchange: 'aggregate' }, 1_000);
  expect(await askJson<Symbols>('/v1/symbols')).toMatchObject({
    mode: 'replay',
    symbols: [
      {
        symbol: 'BTC',
        exchanges: ['aggregate', 'binance', 'okx'],
        // okx traded more in the last hour; the aggregate is not a venue.
        lastPrice: 50_100,
        openInterestUsd: 50 * 50_100,
        firstTime: end - DAY,
        lastTime: end,
      },
    ],
  });
});

test('a symbol without open interest has none, rather than zero', async () => {
  await seedCandles(env.DB, binance, flatCandles(end - DAY, HOUR, 24, 50_000));
  const { symbols } = await askJson<Symbols>('/v1/symbols');
  expect(symbols[0]).not.toHaveProperty('openInterestUsd');
});

test('an empty store has no symbols and no exchanges', async () => {
  expect((await askJson<Symbols>('/v1/symbols')).symbols).toEqual([]);
  expect(await askJson<Status>('/v1/status')).toMatchObject({ known: 0, seen: 0, exchanges: [] });
});

test('a recorded exchange says what it covers up to its end, and what was rejected', async () => {
  await seedCandles(
    env.DB,
    binance,
    flatCandles(end - DAY, HOUR, 24, 50_000).filter(candle => candle.time !== end - 5 * HOUR),
  );
  await seedBars(env.DB, binance, [
    { time: end - 2 * HOUR, step: HOUR, longUsd: 5, shortUsd: 0 },
    { time: end - HOUR, step: HOUR, longUsd: 0, shortUsd: 0 },
  ]);
  const reject = env.DB.prepare("INSERT INTO rejects (source, time, reason, payload) VALUES (?, ?, ?, '')");
  await env.DB.batch([
    reject.bind('binance-BTCUSDT-1h.csv', 5, 'open: expected a number, got "x"'),
    reject.bind('binance', 7, 'a later reason'),
    reject.bind('binancefoo', 9, 'of another source'),
  ]);
  expect((await askJson<Status>('/v1/status')).exchanges).toEqual([
    {
      exchange: 'binance',
      state: 'recorded',
      symbols: ['BTC'],
      firstTime: end - DAY,
      lastTime: end,
      lastLiquidation: end - HOUR,
      coverage: { hour: 1, day: 0.9583 },
      completeness: 'unknown',
      feeds: [],
      rejects: { total: 2, lastTime: 7, lastReason: 'a later reason' },
    },
  ]);
});

test('a live exchange that fell silent is stale, and the silence is a hole in its coverage', async () => {
  const now = Math.floor(Date.now() / (5 * MINUTE)) * 5 * MINUTE;
  await seedCandles(env.DB, binance, flatCandles(now - DAY, 5 * MINUTE, 288, 50_000));
  await seedCandles(env.DB, okx, flatCandles(now - DAY, 5 * MINUTE, 282, 50_000));
  const { exchanges } = await askJson<Status>('/v1/status', { mode: 'live' });
  const of = (name: string) => exchanges.find(({ exchange }) => exchange === name);
  expect([of('binance')?.state, of('okx')?.state, of('bybit')?.state]).toEqual(['live', 'stale', 'silent']);
  expect(of('binance')?.coverage).toEqual({ hour: 1, day: 1 });
  expect(of('okx')?.coverage.hour).toBeLessThanOrEqual(0.5);
  expect(of('okx')?.coverage.hour).toBeGreaterThan(0.4);
});

test('a live start that reaches nobody lists every venue as silent, with what went wrong', async () => {
  const state = {
    goodAt: 5,
    backoff: { error: 'fetch failed', until: 9 },
    questions: { 'candles BTC': { error: 'expected JSON', until: 9 } },
    done: { 'candles BTC': 25 },
    backfill: { BTC: { from: 0, to: 100 } },
  };
  await env.DB.batch(savePollStates(env.DB, [{ exchange: 'okx', time: 1, state: JSON.stringify(state) }]));
  const { known, seen, exchanges } = await askJson<Status>('/v1/status', { mode: 'live' });
  expect([known, seen]).toEqual([VENUES.length, 0]);
  expect(exchanges.find(({ exchange }) => exchange === 'okx')).toEqual({
    exchange: 'okx',
    state: 'silent',
    symbols: [],
    coverage: { hour: 0, day: 0 },
    completeness: 'unknown',
    feeds: [],
    polls: {
      lastAnswer: 5,
      error: 'fetch failed',
      until: 9,
      failing: [{ question: 'candles BTC', error: 'expected JSON' }],
      backfill: 0.25,
    },
    rejects: { total: 0 },
  });
  expect(exchanges.find(({ exchange }) => exchange === 'binance')).not.toHaveProperty('polls');
  await env.DB.exec('DELETE FROM poll_states');
});

test('a feed says how much of the last hour and day it saw, how late, and what went wrong', async () => {
  const now = Math.floor(Date.now() / MINUTE) * MINUTE;
  await seedCandles(env.DB, binance, flatCandles(now - HOUR, 5 * MINUTE, 12, 50_000));
  const minutes = Array.from({ length: 30 }, (_, i) => ({
    exchange: 'binance' as const,
    feed: 'liquidations',
    time: now - (i + 1) * MINUTE,
    seconds: 60,
    events: 2,
    delay: 100 + i,
  }));
  const broken = { ...minutes[0], time: now - 40 * MINUTE, seconds: 0, events: 0, error: 'closed with 1006' };
  const { delay: _, ...withoutDelay } = broken as (typeof minutes)[number] & { error: string };
  await env.DB.batch(saveCoverage(env.DB, [...minutes, withoutDelay]));
  const { exchanges } = await askJson<Status>('/v1/status', { mode: 'live' });
  const [feed] = exchanges[0]?.feeds ?? [];
  expect(feed).toMatchObject({
    feed: 'liquidations',
    events: 60,
    lastSeen: now - MINUTE,
    error: 'closed with 1006',
  });
  // The clock may have gone on by a minute since `now`.
  expect(feed?.share.hour).toBeGreaterThan(0.47);
  expect(feed?.share.hour).toBeLessThanOrEqual(0.5);
  expect(feed?.delay).toBe(115);
});

test('an exchange says what it reports of its liquidations, by its own word and as estimated last', async () => {
  for (const exchange of ['binance', 'bybit', 'okx'] as const)
    await seedCandles(env.DB, { symbol: 'BTC', exchange }, flatCandles(end - DAY, HOUR, 24, 50_000));
  const known = { value: 0.123456, low: 0.1, high: 0.2 };
  await saveReportingShares(env.DB, [
    { exchange: 'binance', time: end - DAY, completeness: 'throttled', shares: { ...known, value: 0.9 } },
    {
      exchange: 'binance',
      time: end,
      completeness: 'throttled',
      shares: { ...known, burst: { value: 0.02, low: 0.02, high: 0.034567 } },
    },
    { exchange: 'bybit', time: end, completeness: 'full', shares: { value: 1, low: 1, high: 1 } },
    { exchange: 'okx', time: end - DAY, completeness: 'sampled', shares: known },
    { exchange: 'okx', time: end, completeness: 'sampled' },
  ]);
  const { exchanges } = await askJson<Status>('/v1/status');
  expect(
    exchanges.map(({ exchange, completeness, reportingShare }) => [exchange, completeness, reportingShare]),
  ).toEqual([
    [
      'binance',
      'throttled',
      { value: 0.1235, low: 0.1, high: 0.2, burst: { value: 0.02, low: 0.02, high: 0.0346 } },
    ],
    ['bybit', 'full', { value: 1, low: 1, high: 1 }],
    // The newest word is that it could not be told.
    ['okx', 'sampled', undefined],
  ]);
});

test('equal data make an equal answer, whenever in the minute it is made; what is of a recording holds for good', async () => {
  await seedCandles(env.DB, binance, flatCandles(end - DAY, HOUR, 24, 50_000));
  await seedCandles(env.DB, okx, flatCandles(end - DAY, HOUR, 23, 50_000));
  const tagAt = async (path: string, mode: 'live' | 'replay', time: number) => {
    vi.setSystemTime(time);
    return (await ask(path, { mode })).headers.get('ETag');
  };
  const noon = end + 12 * HOUR;
  for (const path of ['/v1/symbols', '/v1/status'])
    expect(await tagAt(path, 'replay', noon + DAY)).toBe(await tagAt(path, 'replay', noon));
  expect(await tagAt('/v1/symbols', 'live', noon + 5 * MINUTE)).toBe(
    await tagAt('/v1/symbols', 'live', noon),
  );
  expect(await tagAt('/v1/status', 'live', noon + 59_999)).toBe(await tagAt('/v1/status', 'live', noon));
  expect(await tagAt('/v1/status', 'live', noon + MINUTE)).not.toBe(await tagAt('/v1/status', 'live', noon));
});

test('both say of which moment they are', async () => {
  await seedCandles(env.DB, binance, flatCandles(end - DAY, HOUR, 24, 50_000));
  vi.setSystemTime(end + 12 * HOUR + 34_567);
  expect(await askJson<Symbols>('/v1/symbols', { mode: 'live' })).toMatchObject({ generatedAt: end });
  expect(await askJson<Status>('/v1/status', { mode: 'live' })).toMatchObject({
    generatedAt: end + 12 * HOUR,
  });
  expect(await askJson<Status>('/v1/status', { mode: 'replay' })).toMatchObject({ generatedAt: end });
  await clearMarkets(env.DB);
  expect(await askJson<Symbols>('/v1/symbols')).not.toHaveProperty('generatedAt');
});
