import { expect, test } from 'vitest';
import { clusters } from '../../../widget/plot/clusters.ts';

/** Levels of 1 % from 100 USD up; the close of 105 lies in level 4. */
const column = (usd: number[]) => ({ usd, first: 100, ratio: 1.01, close: 105 });

test('heaps below the close are longs, heaps above it shorts, greatest first', () => {
  const found = clusters(column([0, 7, 0, 0, 0, 0, 0, 9, 0, 0]), { width: 0.01 });
  expect(found.map(({ side, usd }) => [side, usd])).toEqual([
    ['short', 9],
    ['long', 7],
  ]);
  // The middle of level 7: 100 · 1.01^7.5.
  expect(found[0]?.price).toBeCloseTo(100 * 1.01 ** 7.5, 9);
});

test('a heap sums the levels of its window and is named at its densest', () => {
  const [heap] = clusters(column([0, 0, 0, 0, 0, 2, 6, 1, 0, 0]), { width: 0.03, most: 1 });
  expect(heap?.usd).toBe(9);
  expect(heap?.price).toBeCloseTo(100 * 1.01 ** 6.5, 9);
});

test('what is small beside the greatest has no name', () => {
  expect(clusters(column([1, 0, 0, 0, 0, 0, 0, 0, 100, 0]))).toHaveLength(1);
});

test('an empty column has no heaps', () => {
  expect(clusters(column(Array(10).fill(0)))).toEqual([]);
});
