import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { saveBars } from '../../../workers/store/save-bars.ts';

const HOUR = 3_600_000;
const market = { symbol: 'BTC', exchange: 'binance' } as const;
const candle = { ...market, time: HOUR, step: HOUR, open: 100, high: 110, low: 90, close: 105.5, volume: 7 };
const liquidated = { ...market, time: HOUR, step: HOUR };

const all = async (table: string) =>
  (await env.DB.prepare(`SELECT * FROM ${table} ORDER BY time`).all<Record<string, unknown>>()).results;

beforeEach(async () => {
  for (const table of ['candles', 'account_ratios', 'liquidation_bars']) {
    await env.DB.exec(`DELETE FROM ${table}`);
  }
});

test('bars and what belongs to them are written, missing as NULL', async () => {
  await saveBars(env.DB, {
    candles: [{ ...candle, buyVolume: 3 }],
    openInterest: [{ ...market, time: 2 * HOUR, openInterest: 1500 }],
    accountRatios: [{ ...market, time: 2 * HOUR, ratio: 1.25 }],
    liquidationBars: [{ ...liquidated, longUsd: 0 }],
  });
  expect(await all('candles')).toEqual([{ ...candle, buy_volume: 3, open_interest: 1500 }]);
  expect(await all('account_ratios')).toEqual([{ ...market, time: 2 * HOUR, ratio: 1.25 }]);
  expect(await all('liquidation_bars')).toEqual([
    { ...liquidated, long_usd: 0, short_usd: null, count: null },
  ]);
});

test('the last write of a bar wins, but a missing value leaves what was known', async () => {
  await saveBars(env.DB, {
    candles: [{ ...candle, buyVolume: 3 }],
    liquidationBars: [{ ...liquidated, longUsd: 10, count: 2 }],
  });
  await saveBars(env.DB, {
    candles: [{ ...candle, close: 106 }],
    liquidationBars: [{ ...liquidated, longUsd: 10 }],
  });
  expect(await all('candles')).toMatchObject([{ close: 106, buy_volume: 3 }]);
  expect(await all('liquidation_bars')).toMatchObject([{ long_usd: 10, short_usd: null, count: 2 }]);
  // How many events make another total nobody knows.
  await saveBars(env.DB, { liquidationBars: [{ ...liquidated, longUsd: 12, shortUsd: 5 }] });
  await saveBars(env.DB, { liquidationBars: [{ ...liquidated, shortUsd: 6 }] });
  expect(await all('liquidation_bars')).toMatchObject([{ long_usd: 12, short_usd: 6, count: null }]);
});

test('bars of different steps, exchanges and symbols stand beside each other', async () => {
  await saveBars(env.DB, {
    candles: [
      candle,
      { ...candle, step: 60_000 },
      { ...candle, exchange: 'okx' },
      { ...candle, symbol: 'ETH' },
    ],
  });
  expect(await all('candles')).toHaveLength(4);
});

test('more rows than one statement takes are all written', async () => {
  const candles = Array.from({ length: 9_000 }, (_, i) => ({ ...candle, time: i * HOUR }));
  await saveBars(env.DB, { candles });
  expect(await all('candles')).toHaveLength(9_000);
});

test('prices come back as the very number that was written', async () => {
  const prices = [0.000_012_345_678_901_234, 65_432.1, 1 / 3, 1e-9, 123_456_789.123_456_78];
  await saveBars(env.DB, { candles: prices.map((close, i) => ({ ...candle, time: i * HOUR, close })) });
  expect((await all('candles')).map(row => row.close)).toEqual(prices);
});

test('a batch that breaks a rule of the tables is not written at all', async () => {
  const broken = { ...candle, time: 5 * HOUR, close: null as unknown as number };
  await expect(saveBars(env.DB, { candles: [candle, broken] })).rejects.toThrow('NOT NULL');
  expect(await all('candles')).toEqual([]);
});

test('nothing to write is no error', async () => {
  await saveBars(env.DB, { candles: [] });
  expect(await all('candles')).toEqual([]);
});
