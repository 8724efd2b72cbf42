import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { Exchange } from '../../../schema/exchange.ts';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { readVenueHours } from '../../../workers/store/read-venue-hours.ts';
import { saveCoverage } from '../../../workers/store/save-coverage.ts';
import { clearMarkets, flatCandles, seedBars, seedCandles } from '../../support/seed-market.ts';

const start = Date.UTC(2024, 7, 5);
const binance = { symbol: 'BTC', exchange: 'binance' } as const;
const bybit = { symbol: 'BTC', exchange: 'bybit' } as const;
const bar = (hour: number, longUsd: number, shortUsd: number) => ({
  time: start + hour * HOUR,
  step: HOUR,
  longUsd,
  shortUsd,
});

const read = (exchanges: Exchange[] = ['binance'], hours = 4) =>
  readVenueHours(env.DB, { symbol: 'BTC', exchanges, from: start, to: start + hours * HOUR });
const hour = (index: number, turnoverUsd: number, liquidatedUsd: number, exchange: Exchange = 'binance') => ({
  exchange,
  time: start + index * HOUR,
  turnoverUsd,
  liquidatedUsd,
});
const rolledUpTo = (hours: number) =>
  env.DB.prepare('INSERT INTO bar_rollups (step, until) VALUES (?, ?)')
    .bind(HOUR, start + hours * HOUR)
    .run();
/** Coverage of whole hours by one feed, of which some minutes were not seen whole. */
const watch = (feed: string, hours: number[], missed: readonly number[] = []) =>
  env.DB.batch(
    saveCoverage(
      env.DB,
      hours.flatMap(index =>
        Array.from({ length: 60 }, (_, minute) => ({
          exchange: 'binance' as const,
          feed,
          time: start + index * HOUR + minute * MINUTE,
          seconds: missed.includes(minute) ? 20 : 60,
          events: 0,
        })),
      ),
    ),
  );

beforeEach(async () => {
  await clearMarkets(env.DB);
  await env.DB.batch(['feed_coverage', 'bar_rollups'].map(table => env.DB.prepare(`DELETE FROM ${table}`)));
});

test('turnover is quantity times price, liquidations are both sides, hour by hour', async () => {
  await seedCandles(env.DB, binance, flatCandles(start, 5 * MINUTE, 24, 50_000));
  await seedCandles(
    env.DB,
    bybit,
    flatCandles(start, HOUR, 1, 50_000).map(candle => ({ ...candle, open: 49_900, close: 50_200 })),
  );
  await seedCandles(env.DB, { symbol: 'ETH', exchange: 'binance' }, flatCandles(start, HOUR, 1, 2_000));
  await seedBars(env.DB, binance, [bar(0, 5, 7), bar(1, 0, 3)]);
  await seedBars(env.DB, bybit, [bar(0, 1, 1)]);
  expect(await read(['bybit', 'binance', 'okx'])).toEqual([
    // Twelve candles of 10 at 50,000; one of 10 at the middle of 49,900 and 50,200.
    hour(0, 6_000_000, 12),
    hour(1, 6_000_000, 3),
    hour(0, 500_500, 2, 'bybit'),
  ]);
});

test('an hour with a missing candle, or of which one side is not known, is left out', async () => {
  await seedCandles(env.DB, binance, flatCandles(start, 5 * MINUTE, 47, 50_000));
  await seedBars(env.DB, binance, [
    bar(0, 5, 7),
    { time: start + HOUR, step: HOUR, longUsd: 4 },
    bar(2, 1, 1),
    bar(3, 1, 1),
  ]);
  expect(await read()).toEqual([hour(0, 6_000_000, 12), hour(2, 6_000_000, 2)]);
});

test('of overlapping candles the finest that fill the hour count, once', async () => {
  await seedCandles(env.DB, binance, flatCandles(start, 5 * MINUTE, 12, 50_000));
  await seedCandles(env.DB, binance, flatCandles(start, HOUR, 2, 50_000));
  await seedBars(env.DB, binance, [bar(0, 1, 1), bar(1, 1, 1)]);
  expect(await read()).toEqual([hour(0, 6_000_000, 2), hour(1, 500_000, 2)]);
});

test('an hour that was watched without an event counts as zero, one that nobody watched does not count', async () => {
  await seedCandles(env.DB, binance, flatCandles(start, HOUR, 4, 50_000));
  await rolledUpTo(2);
  // The third hour was watched as well, but its events are not summed yet.
  await watch('linear', [0, 2]);
  expect(await read()).toEqual([hour(0, 500_000, 0)]);
});

test('an hour with events that a feed saw only in part is left out', async () => {
  await seedCandles(env.DB, binance, flatCandles(start, HOUR, 4, 50_000));
  await seedBars(env.DB, binance, [bar(0, 5, 7), bar(1, 5, 7), bar(2, 5, 7)]);
  await rolledUpTo(4);
  await watch('linear', [0, 1, 2]);
  await watch('coin-m', [1], [17]);
  await watch('coin-m', [2]);
  expect(await read()).toEqual([hour(0, 500_000, 12), hour(2, 500_000, 12)]);
});

test('an hour that only finer bars tell of is left out, and is no zero', async () => {
  await seedCandles(env.DB, binance, flatCandles(start, 5 * MINUTE, 24, 50_000));
  await watch('linear', [0, 1]);
  await rolledUpTo(2);
  await seedBars(env.DB, binance, [{ time: start + 5 * MINUTE, step: 5 * MINUTE, longUsd: 7, shortUsd: 0 }]);
  expect(await read()).toEqual([hour(1, 6_000_000, 0)]);
});
