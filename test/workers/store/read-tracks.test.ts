import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import { exchangesOf, readTracks } from '../../../workers/store/read-tracks.ts';
import { countRows } from '../../support/count-rows.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';

const start = Date.UTC(2024, 7, 5);

beforeEach(async () => {
  await clearMarkets(env.DB);
  for (const [symbol, exchange] of [
    ['ETH', 'okx'],
    ['BTC', 'okx'],
    ['BTC', 'binance'],
    ['ADA', 'bybit'],
  ] as const)
    await seedCandles(env.DB, { symbol, exchange }, flatCandles(start, HOUR, 200, 100));
});

test('every symbol and exchange with candles is a track, in alphabetical order', async () => {
  expect(await readTracks(env.DB)).toEqual([
    { symbol: 'ADA', exchange: 'bybit' },
    { symbol: 'BTC', exchange: 'binance' },
    { symbol: 'BTC', exchange: 'okx' },
    { symbol: 'ETH', exchange: 'okx' },
  ]);
});

test('the exchanges of a symbol cost rows for them, not for their candles or for other symbols', async () => {
  const counted = countRows(env.DB);
  expect(await exchangesOf(counted.db, 'BTC')).toEqual(['binance', 'okx']);
  expect(counted.rows()).toBeLessThanOrEqual(8);
});

test('a symbol that is not there costs next to nothing', async () => {
  const counted = countRows(env.DB);
  expect(await exchangesOf(counted.db, 'BTD')).toEqual([]);
  expect(counted.rows()).toBeLessThanOrEqual(3);
});

test('an empty store has no tracks', async () => {
  await clearMarkets(env.DB);
  expect(await readTracks(env.DB)).toEqual([]);
});
