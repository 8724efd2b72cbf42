import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { coarseRows } from '../../../workers/symbol/record/coarse-rows.ts';
import { packCoarse, unpackCandles, unpackCoarse } from '../../../workers/symbol/record/pack-coarse.ts';
import type { MarketRuns } from '../../../workers/symbol/record/runs.ts';
import { daysOf, randomRows } from '../../support/random-rows.ts';

const start = Date.UTC(2024, 7, 5);

for (const seed of [1, 2, 3, 4, 5, 6])
  test(`what was packed is what is unpacked (${seed})`, () => {
    const rows = randomRows({ seed, exchanges: ['okx', 'binance', 'mexc'], start, days: 3 });
    for (const day of daysOf(rows, start, 3)) {
      const coarse = coarseRows(day, 2 * HOUR);
      const packed = packCoarse(coarse);
      expect(unpackCoarse(packed)).toEqual(coarse);
      for (const [exchange, { candles }] of unpackCandles(packed))
        expect(candles).toEqual(coarse.get(exchange)?.candles);
    }
  });

test('prices and times that are no round numbers stay what they are', () => {
  const candle = { step: 2 * HOUR, volume: 1 / 3, overlapped: false };
  const candles = [
    { ...candle, time: start + 1, open: 1e-9 / 3, high: Math.PI * 1e8, low: 2 ** -40, close: 1e9 },
    { ...candle, time: start + HOUR, open: 1e-15, high: 2, low: -1, close: 0.1 + 0.2, overlapped: true },
  ];
  const bars = [
    { time: start + 7, step: MINUTE },
    { time: start + 9, step: MINUTE, longUsd: 0, count: 2 ** 40 },
  ];
  const rows: MarketRuns = new Map([['okx', { candles, bars, feeds: [], watched: [] }]]);
  expect(unpackCoarse(packCoarse(rows))).toEqual(rows);
  expect(unpackCoarse(packCoarse(new Map()))).toEqual(new Map());
});

test('a day of two-hour candles with a tick of a tenth is told in 38 bytes a candle', () => {
  const candles = Array.from({ length: 288 }, (_, i) => ({
    ...{ time: start + i * 5 * MINUTE, step: 5 * MINUTE, volume: 12.5 },
    ...{ open: 60_000 + i, high: 60_100.5 + i, low: 59_900.5 + i, close: 60_001 + i },
  }));
  const bytes = packCoarse(coarseRows(new Map([['okx', { candles, bars: [], feeds: [] }]]), 2 * HOUR));
  expect(bytes.length).toBeLessThan(12 * 38);
});
