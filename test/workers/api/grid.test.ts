import { expect, test } from 'vitest';
import { levelOf } from '../../../schema/lattice.ts';
import { DAY, HOUR, MINUTE, RANGE_NAMES, RANGES, type Range } from '../../../schema/range.ts';
import {
  gridCells,
  isCaughtUp,
  servedResolution,
  timeColumns,
  withNewest,
} from '../../../workers/api/grid.ts';
import { levelsInReach, MAX_ROWS, priceAxis, priceRows, rowOf } from '../../../workers/api/price-rows.ts';

const noon = Date.UTC(2024, 7, 5, 12);
const column = (time: number, firstLevel: number, ...usd: number[]) => ({
  time,
  column: { firstLevel, usd: Float64Array.from(usd) },
});

test('a range ends with the last close and has a column per bucket, the last one partial', () => {
  expect(timeColumns('24h', HOUR, noon)).toEqual({ start: noon - DAY, step: HOUR, count: 24 });
  // 12:05 has begun a new bucket, so the oldest full one is a bucket later too.
  expect(timeColumns('24h', HOUR, noon + 5 * MINUTE)).toEqual({
    start: noon - DAY + HOUR,
    step: HOUR,
    count: 24,
  });
});

test('no range has more than 400 columns, and data coarser than the range still have one', () => {
  for (const range of RANGE_NAMES)
    expect(timeColumns(range, RANGES[range].resolution, noon + MINUTE).count).toBeLessThanOrEqual(400);
  expect(timeColumns('12h', DAY, noon + 12 * HOUR)).toEqual({ start: noon - 12 * HOUR, step: DAY, count: 1 });
});

test('the width served is the least stored that is not finer than the range asks for', () => {
  expect(servedResolution('30d', HOUR, [HOUR, 2 * HOUR, 6 * HOUR])).toBe(2 * HOUR);
  expect(servedResolution('24h', HOUR, [HOUR, 2 * HOUR])).toBe(HOUR);
});

test('a width finer than the candles is not served, whoever stored it', () => {
  expect(servedResolution('24h', HOUR, [5 * MINUTE, HOUR])).toBe(HOUR);
  expect(servedResolution('24h', HOUR, [])).toBe(HOUR);
  expect(servedResolution('24h', MINUTE, [])).toBe(5 * MINUTE);
});

test('a last column that is not stored yet is what the finest newest column says, unless that is too old', () => {
  const time = { start: noon, step: HOUR, count: 3 };
  const columns = [column(noon, 0, 1)];
  const newest = { ...column(noon + 2 * HOUR + 5 * MINUTE, 0, 7), resolution: 5 * MINUTE };
  expect(withNewest(columns, time, newest).map(c => [c.time, c.column.usd[0]])).toEqual([
    [noon, 1],
    [noon + 2 * HOUR, 7],
  ]);
  const old = { ...column(noon + HOUR, 0, 7), resolution: 5 * MINUTE };
  expect(withNewest(columns, time, old)).toBe(columns);
  expect(withNewest(columns, time, undefined)).toBe(columns);
  const complete = [column(noon + 2 * HOUR, 0, 9)];
  expect(withNewest(complete, time, newest)).toBe(complete);
});

test('the model has caught up when no full column of candles waits for it', () => {
  const newest = { ...column(noon, 0, 1), resolution: 5 * MINUTE };
  expect(isCaughtUp(newest, noon + 5 * MINUTE)).toBe(true);
  expect(isCaughtUp(newest, noon + 9 * MINUTE)).toBe(true);
  expect(isCaughtUp(newest, noon + 10 * MINUTE)).toBe(false);
  expect(isCaughtUp(undefined, noon)).toBe(false);
});

test('rows sum their levels, columns that are absent stay empty, and dollars outside are cut', () => {
  const time = { start: noon, step: HOUR, count: 3 };
  const rows = { first: 10, levels: 2, count: 3 };
  // Rows of two levels: 20–21, 22–23, 24–25. The first column runs over levels 19 to 24.
  const cells = gridCells(
    [column(noon, 19, 1, 2, 4, 8, 16, 32), column(noon + 2 * HOUR, 25, 64, 128), column(noon - HOUR, 20, 5)],
    time,
    rows,
  );
  expect([...cells]).toEqual([2 + 4, 8 + 16, 32, 0, 0, 0, 0, 0, 64]);
});

test('negative levels, which are prices below one dollar, fall into their rows', () => {
  const rows = { first: -2, levels: 3, count: 2 };
  const cells = gridCells([column(noon, -6, 1, 2, 4, 8)], { start: noon, step: HOUR, count: 1 }, rows);
  expect([...cells]).toEqual([1 + 2 + 4, 8]);
});

test('the price window holds the extremes and what stands within the margin of the range', () => {
  const everywhere = column(noon, levelOf(50), ...new Array(1400).fill(1));
  const day = priceRows('24h', { low: 99, high: 101 }, [everywhere]);
  const { first, ratio, count } = priceAxis(day);
  // 8 % in log price beyond 99 and 101: 91.4 and 109.4, out to the next multiple of 10 levels.
  expect(first).toBeGreaterThan(90.4);
  expect(first).toBeLessThanOrEqual(91.4);
  expect(first * ratio ** count).toBeGreaterThanOrEqual(109.4);
  expect(first * ratio ** count).toBeLessThan(110.6);
  const year = priceAxis(priceRows('1y', { low: 99, high: 101 }, [everywhere]));
  expect(year.first).toBeLessThan(70);
  expect(rowOf(99, day)).toBeGreaterThan(0);
  expect(rowOf(101, day)).toBeLessThan(count);
});

test.each<[Range, number, number]>([
  ['24h', 99, 101],
  ['30d', 60, 101],
  ['1y', 10, 1_000],
])('over %s no row sums a level that was not read, and whole bins of 5 levels are', (range, low, high) => {
  const everywhere = column(noon, levelOf(1), ...new Array(11_000).fill(1));
  const { first, levels, count } = priceRows(range, { low, high }, [everywhere]);
  const { bottom, top } = levelsInReach(range, { low, high });
  expect(bottom).toBeLessThanOrEqual(first * levels);
  expect(top).toBeGreaterThanOrEqual((first + count) * levels - 1);
  expect(Math.abs(bottom % 5)).toBe(0);
  expect(Math.abs((top + 1) % 5)).toBe(0);
});

test('the window is cut where nothing stands, but never into the candles', () => {
  const low = levelOf(99);
  const high = levelOf(101);
  const rows = priceRows('1y', { low: 99, high: 101 }, [column(noon, high + 30, 5)]);
  expect(rows.levels).toBe(1);
  expect(rows.first).toBeGreaterThan(low - 30);
  expect(rows.first).toBeLessThanOrEqual(low - 10);
  expect(rows.first + rows.count).toBeGreaterThan(high + 30);
  expect(rows.first + rows.count).toBeLessThan(high + 50);
});

test('dust beside the densest level does not hold the window open', () => {
  const high = levelOf(101);
  const dusty = [column(noon, high + 5, 1e9), column(noon, high + 300, 1)];
  const rows = priceRows('1y', { low: 99, high: 101 }, dusty);
  expect(rows.first + rows.count).toBeLessThan(high + 50);
});

test('a wide window takes as many levels per row as 400 rows need, aligned on their multiples', () => {
  const columns = [column(noon, levelOf(10), ...new Array(3000).fill(1))];
  const rows = priceRows('1y', { low: 25, high: 100 }, columns);
  // ln 4 is 1386 levels, with 350 on either side 2086: six levels per row.
  expect(rows.levels).toBe(6);
  expect(rows.count).toBeLessThanOrEqual(MAX_ROWS);
  expect(priceAxis(rows).first).toBeCloseTo(Math.exp(rows.first * 6 * 0.001), 9);
});
