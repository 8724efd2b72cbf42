import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { columnLife, columnWidths, completedColumn } from '../../../workers/symbol/column-times.ts';

const midnight = 1_722_816_000_000;

test('columns are stored in the width of the candles, but five minutes at least, and in all coarser ones', () => {
  expect(columnWidths(MINUTE)).toEqual([5, 15, 30, 120, 360, 720, 1440].map(minutes => minutes * MINUTE));
  expect(columnWidths(HOUR)).toEqual([1, 2, 6, 12, 24].map(hours => hours * HOUR));
  expect(columnWidths(DAY)).toEqual([DAY]);
});

test('a column is complete when a candle ends with its bucket', () => {
  expect(completedColumn(2 * HOUR, midnight + HOUR)).toBeUndefined();
  expect(completedColumn(2 * HOUR, midnight + 2 * HOUR)).toBe(midnight);
  expect(completedColumn(HOUR, midnight + 2 * HOUR)).toBe(midnight + HOUR);
});

test('a column that a hole cuts short is complete when the next candle opens in a later bucket', () => {
  expect(completedColumn(2 * HOUR, midnight + HOUR, midnight + HOUR)).toBeUndefined();
  expect(completedColumn(2 * HOUR, midnight + HOUR, midnight + 5 * HOUR)).toBe(midnight);
  expect(completedColumn(2 * HOUR, midnight + 2 * HOUR, midnight + 2 * HOUR)).toBeUndefined();
});

test('columns live twice as long as the longest range they serve', () => {
  expect(columnLife(5 * MINUTE)).toBe(2 * DAY);
  expect(columnLife(HOUR)).toBe(14 * DAY);
  expect(columnLife(2 * HOUR)).toBe(60 * DAY);
  expect(columnLife(DAY)).toBe(730 * DAY);
});
