import { expect, test } from 'vitest';
import { poolFor, raster } from '../../../widget/plot/raster.ts';

/** A colour table in which byte v has colour v + 1000. */
const colours = Uint32Array.from({ length: 256 }, (_, v) => v + 1000);

test('puts the lowest price at the bottom and the oldest column at the left', () => {
  // Two columns of three levels, lowest first: 1 2 3 and 4 5 6.
  const grid = { bytes: Uint8Array.of(1, 2, 3, 4, 5, 6), columns: 2, rows: 3 };
  const { width, height, pixels } = raster(grid, colours);
  expect([width, height]).toEqual([2, 3]);
  expect([...pixels]).toEqual([1003, 1006, 1002, 1005, 1001, 1004]);
});

test('shows the greatest of the levels that share a pixel', () => {
  // One column of five levels, lowest first, pooled by two from below: 7 | 200 1 → max(1, 200); the odd one stays alone.
  const grid = { bytes: Uint8Array.of(1, 200, 3, 0, 7), columns: 1, rows: 5 };
  expect([...raster(grid, colours, { columns: 1, rows: 2 }).pixels]).toEqual([1007, 1003, 1200]);
});

test('shows the greatest of the columns that share a pixel', () => {
  const grid = { bytes: Uint8Array.of(1, 9, 5, 2), columns: 4, rows: 1 };
  expect([...raster(grid, colours, { columns: 2, rows: 1 }).pixels]).toEqual([1009, 1005]);
});

test('pools only as many cells as the pixels demand', () => {
  expect(poolFor(400, 400)).toBe(1);
  expect(poolFor(400, 399)).toBe(2);
  expect(poolFor(400, 150)).toBe(3);
});
