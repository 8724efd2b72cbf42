import { expect, test } from 'vitest';
import { barRows } from '../../../../workers/ingest/history/bar-rows.ts';
import { nameMarket } from '../../../../workers/ingest/history/name-market.ts';

const HOUR = 3_600_000;
const BTC = nameMarket('binance-BTCUSDT-1h-2024-01-01.csv');
const candle = { time: 10 * HOUR, open: 100, high: 110, low: 90, close: 105, volume: 7 };

test('open interest and account ratio stand at the close of their bar', () => {
  const rows = barRows(BTC, HOUR, [{ ...candle, openInterest: 1500, accountRatio: 1.2 }]);
  expect(rows.openInterest).toEqual([
    { symbol: 'BTC', exchange: 'binance', time: 11 * HOUR, openInterest: 1500 },
  ]);
  expect(rows.accountRatios).toEqual([{ symbol: 'BTC', exchange: 'binance', time: 11 * HOUR, ratio: 1.2 }]);
});

test('what was not recorded leaves no row', () => {
  expect(barRows(BTC, HOUR, [candle])).toEqual({
    candles: [{ ...candle, symbol: 'BTC', exchange: 'binance', step: HOUR, buyVolume: null }],
    openInterest: [],
    accountRatios: [],
    liquidationBars: [],
  });
});

test('a side nobody recorded is unknown, a side where nothing was liquidated is 0', () => {
  const rows = barRows(BTC, HOUR, [{ ...candle, longUsd: 0 }]);
  expect(rows.liquidationBars).toEqual([
    { symbol: 'BTC', exchange: 'binance', time: 10 * HOUR, step: HOUR, longUsd: 0, shortUsd: null },
  ]);
});

test('a contract of a thousand coins is counted and priced in coins', () => {
  const pepe = nameMarket('binance-1000PEPEUSDT-1h-2024-01-01.csv');
  const rows = barRows(pepe, HOUR, [{ ...candle, buyVolume: 3, openInterest: 1500, longUsd: 20 }]);
  expect(rows.candles[0]).toMatchObject({ symbol: 'PEPE', open: 0.1, high: 0.11, low: 0.09, close: 0.105 });
  expect(rows.candles[0]).toMatchObject({ volume: 7_000, buyVolume: 3_000 });
  expect(rows.openInterest[0]).toMatchObject({ openInterest: 1_500_000 });
  expect(rows.liquidationBars[0]).toMatchObject({ longUsd: 20 });
});
