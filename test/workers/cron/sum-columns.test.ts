import { expect, test } from 'vitest';
import { sumColumns } from '../../../workers/cron/sum-columns.ts';

test('dollars add up level by level where columns overlap', () => {
  const sum = sumColumns([
    { firstLevel: 10, usd: Float64Array.of(1, 2, 3) },
    { firstLevel: 12, usd: Float64Array.of(10, 20) },
    { firstLevel: 8, usd: Float64Array.of(100) },
  ]);
  expect(sum.firstLevel).toBe(8);
  expect([...sum.usd]).toEqual([100, 0, 1, 2, 13, 20]);
});

test('the sum of nothing is nothing, of one column itself', () => {
  expect(sumColumns([]).usd).toHaveLength(0);
  const only = { firstLevel: 3, usd: Float64Array.of(5) };
  expect(sumColumns([only])).toBe(only);
});
