import { expect, test } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import { createFilter } from '../../../workers/model/filter.ts';
import { addIntrabar, addToMeans } from '../../../workers/model/intrabar.ts';
import { COLUMNS, KERNELS } from '../../../workers/model/leverage.ts';

const candle = (low: number, high: number) => ({
  time: 0,
  step: HOUR,
  open: low,
  high,
  low,
  close: high,
  volume: 1,
});

test('what opens within a usual candle and can end within it is half of what opens, by the part of the range beyond its reach', () => {
  const state = createFilter({ maintenanceMarginRate: 0, maxLeverage: 100 });
  addToMeans(state, 40, 0.02, 1);
  const columns = new Float64Array(2 * COLUMNS);
  const low = 100 * Math.exp(-0.01);
  const high = 100 * Math.exp(0.01);
  addIntrabar(state, candle(low, high), 1, columns);
  // 100x ends ln 0.99 = −0.01005 from its entry, in a range of 0.02: 1 − 0.5025; 40 × 0.5 × 100 USD of that.
  expect(columns[KERNELS + 8]).toBeCloseTo(2000 * (1 + Math.log(0.99) / 0.02), 6);
  expect(columns[COLUMNS + KERNELS + 8]).toBeCloseTo(2000 * (1 - Math.log(1.01) / 0.02), 6);
  // 50x ends 0.0202 away, 125x is forbidden.
  expect(columns[KERNELS + 6]).toBe(0);
  expect(columns[KERNELS + 9]).toBe(0);
});

test('a wider candle opens more than in proportion, a day less', () => {
  const state = createFilter({ maintenanceMarginRate: 0 });
  addToMeans(state, 40, 0.02, 1);
  const at100x = (range: number, hours: number) => {
    const columns = new Float64Array(2 * COLUMNS);
    addIntrabar(state, candle(100, 100 * Math.exp(range)), hours, columns);
    return (columns[KERNELS + 8] as number) / (100 * Math.exp(range / 2)) / (1 + Math.log(0.99) / range);
  };
  expect(at100x(0.04, 1)).toBeCloseTo(20 * 2 ** 1.25, 6);
  // A day's usual range is √24 that of an hour, and its openings 24 times as many.
  const usual = 0.02 * Math.sqrt(24);
  expect(at100x(2 * usual, 24) / (24 * 20)).toBeCloseTo(2 ** (1.25 - 0.2 * Math.log(24)), 6);
});

test('a candle without range catches nobody', () => {
  const state = createFilter();
  addToMeans(state, 40, 0.02, 1);
  const columns = new Float64Array(2 * COLUMNS);
  addIntrabar(state, candle(100, 100), 1, columns);
  expect(columns.every(usd => usd === 0)).toBe(true);
});
