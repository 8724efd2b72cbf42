import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { referenceExchange } from '../../../workers/store/coverage.ts';
import { lastClose, readLastCandles } from '../../../workers/store/read-last-candles.ts';
import { readCandles } from '../../support/d1/read-candles.ts';
import { readCoverage } from '../../support/d1/read-coverage.ts';
import { readRecentCoverage } from '../../support/d1/read-recent-coverage.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';

const start = Date.UTC(2024, 7, 5);
const btc = { symbol: 'BTC', exchange: 'binance' } as const;
const candle = (time: number, step: number, prices: number[], volume = 1) => {
  const [open = 0, high = 0, low = 0, close = 0] = prices;
  return { time, step, open, high, low, close, volume };
};

beforeEach(() => clearMarkets(env.DB));

test('a wide candle has the open of the first, the extremes, the close of the last and the volume of all', async () => {
  await seedCandles(env.DB, btc, [
    candle(start, HOUR, [100, 120, 95, 110], 3),
    candle(start + HOUR, HOUR, [110, 111, 90, 99], 4),
    candle(start + 2 * HOUR, HOUR, [99, 105, 98, 101], 5),
  ]);
  const span = { from: start, to: start + DAY };
  expect(await readCandles(env.DB, { ...btc, step: 2 * HOUR, ...span })).toEqual([
    { time: start, step: 2 * HOUR, open: 100, high: 120, low: 90, close: 99, volume: 7 },
    { time: start + 2 * HOUR, step: 2 * HOUR, open: 99, high: 105, low: 98, close: 101, volume: 5 },
  ]);
});

test('candles of several steps over the same time are not counted twice', async () => {
  await seedCandles(env.DB, btc, [
    candle(start, HOUR, [100, 120, 95, 110], 12),
    candle(start, 5 * MINUTE, [100, 101, 99, 100], 1),
    candle(start + HOUR, 5 * MINUTE, [110, 112, 109, 111], 2),
  ]);
  const [wide] = await readCandles(env.DB, { ...btc, step: 2 * HOUR, from: start, to: start + DAY });
  expect(wide).toMatchObject({ open: 100, high: 120, low: 95, close: 111, volume: 12 });
});

test('a candle wider than asked is left out', async () => {
  await seedCandles(env.DB, btc, [candle(start, DAY, [100, 120, 95, 110])]);
  expect(await readCandles(env.DB, { ...btc, step: HOUR, from: start, to: start + DAY })).toEqual([]);
});

test('coverage is the share of time behind candles, with its holes and its ends', async () => {
  await seedCandles(env.DB, btc, [
    ...flatCandles(start + HOUR, HOUR, 2, 100),
    ...flatCandles(start + 4 * HOUR, HOUR, 4, 100),
  ]);
  const [binance, okx] = await readCoverage(env.DB, {
    symbol: 'BTC',
    exchanges: ['binance', 'okx'],
    step: HOUR,
    from: start,
    to: start + 10 * HOUR,
  });
  expect(binance).toMatchObject({
    share: 0.6,
    gaps: [
      [start, start + HOUR],
      [start + 3 * HOUR, start + 4 * HOUR],
      [start + 8 * HOUR, start + 10 * HOUR],
    ],
    turnoverUsd: 6 * 10 * 100,
  });
  expect(okx).toEqual({
    exchange: 'okx',
    share: 0,
    gaps: [[start, start + 10 * HOUR]],
    candles: 0,
    turnoverUsd: 0,
  });
});

test('a wide candle over fine ones covers its time once, and one that began before the span from its start', async () => {
  await seedCandles(env.DB, btc, [
    ...flatCandles(start, DAY, 1, 100),
    ...flatCandles(start + 20 * HOUR, HOUR, 6, 100),
  ]);
  const [binance] = await readCoverage(env.DB, {
    symbol: 'BTC',
    exchanges: ['binance'],
    step: DAY,
    from: start + 12 * HOUR,
    to: start + 28 * HOUR,
  });
  expect(binance?.share).toBe(14 / 16);
  expect(binance?.gaps).toEqual([[start + 26 * HOUR, start + 28 * HOUR]]);
});

test('the reference is the exchange that traded most dollars in the span', async () => {
  await seedCandles(env.DB, btc, flatCandles(start, HOUR, 4, 100));
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'okx' }, flatCandles(start, HOUR, 5, 100));
  const coverage = await readCoverage(env.DB, {
    symbol: 'BTC',
    exchanges: ['binance', 'bybit', 'okx'],
    step: HOUR,
    from: start,
    to: start + 5 * HOUR,
  });
  expect(referenceExchange(coverage)).toBe('okx');
  expect(referenceExchange(coverage.slice(1, 2))).toBeUndefined();
});

test('an exchange whose candles are wider than a column is no reference', async () => {
  await seedCandles(env.DB, btc, flatCandles(start, DAY, 1, 100_000));
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'okx' }, flatCandles(start, HOUR, 5, 100));
  const span = { symbol: 'BTC', exchanges: ['binance', 'okx'], from: start, to: start + DAY } as const;
  expect(referenceExchange(await readCoverage(env.DB, { ...span, step: HOUR }))).toBe('okx');
  expect(referenceExchange(await readCoverage(env.DB, { ...span, step: DAY }))).toBe('binance');
});

test('the last close is the end of the newest candle, in the finest step that ends there', async () => {
  await seedCandles(env.DB, btc, [
    ...flatCandles(start, DAY, 1, 100),
    ...flatCandles(start + DAY, 5 * MINUTE, 2, 101),
  ]);
  const eth = { symbol: 'ETH', exchange: 'binance' } as const;
  const candles = await readLastCandles(env.DB, [eth, btc]);
  expect(candles).toMatchObject([{ symbol: 'BTC', close: 101, step: 5 * MINUTE }]);
  expect(lastClose(candles)).toEqual({ end: start + DAY + 10 * MINUTE, step: 5 * MINUTE });
  expect(lastClose([])).toBeUndefined();
});

test('recent coverage is a mean over the symbols of an exchange', async () => {
  const eth = { symbol: 'ETH', exchange: 'binance' } as const;
  await seedCandles(env.DB, btc, flatCandles(start, 5 * MINUTE, 12, 100));
  await seedCandles(env.DB, eth, flatCandles(start, 5 * MINUTE, 6, 100));
  const tracks = [btc, eth].map(track => ({ ...track, to: start + HOUR }));
  expect([...(await readRecentCoverage(env.DB, tracks, HOUR))]).toEqual([['binance', 0.75]]);
});
