import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { readCloses } from '../../support/d1/read-closes.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';

const start = Date.UTC(2024, 7, 5);
const binance = { symbol: 'BTC', exchange: 'binance' } as const;
const okx = { symbol: 'BTC', exchange: 'okx' } as const;
const closes = async (interval = HOUR, to = start + 2 * HOUR) => [
  ...(await readCloses(env.DB, { symbol: 'BTC', exchanges: ['binance', 'okx'], interval, from: start, to })),
];

beforeEach(() => clearMarkets(env.DB));

test('a period closes with the last price in it, of the exchange that traded most', async () => {
  await seedCandles(env.DB, binance, [
    ...flatCandles(start, 5 * MINUTE, 12, 50_000),
    ...flatCandles(start + HOUR, 5 * MINUTE, 3, 51_000),
    ...flatCandles(start + HOUR + 15 * MINUTE, 5 * MINUTE, 1, 52_000),
  ]);
  await seedCandles(env.DB, okx, flatCandles(start, 5 * MINUTE, 12, 49_000));
  expect(await closes()).toEqual([
    [start, 50_000],
    [start + HOUR, 52_000],
  ]);
  expect(await closes(HOUR, start + HOUR)).toEqual([[start, 50_000]]);
});

test('candles of several steps are one market: turnover counts once, and the last to end closes', async () => {
  await seedCandles(env.DB, binance, [
    ...flatCandles(start, HOUR, 2, 50_000).map(candle => ({ ...candle, volume: 100 })),
    ...flatCandles(start, 5 * MINUTE, 9, 50_100),
  ]);
  // Twice what was traded by the hour, less than hours and minutes together.
  await seedCandles(
    env.DB,
    okx,
    flatCandles(start, HOUR, 2, 49_000).map(candle => ({ ...candle, volume: 130 })),
  );
  expect(await closes()).toEqual([
    [start, 49_000],
    [start + HOUR, 49_000],
  ]);
  await env.DB.exec("DELETE FROM candles WHERE exchange = 'okx'");
  expect(await closes()).toEqual([
    [start, 50_000],
    [start + HOUR, 50_000],
  ]);
});

test('candles wider than the period say nothing of it, and without candles there is no close', async () => {
  await seedCandles(env.DB, binance, flatCandles(start, HOUR, 2, 50_000));
  expect(await closes(5 * MINUTE)).toEqual([]);
});
