import { expect, test } from 'vitest';
import { holes } from '../../../widget/plot/hatch.ts';

test('finds the runs of slots in which nothing was recorded', () => {
  expect(holes([10, 20, 50], 0, 80, 10)).toEqual([
    [0, 10],
    [30, 50],
    [60, 80],
  ]);
});

test('finds none where every slot is filled', () => {
  expect(holes([0, 10, 20], 0, 30, 10)).toEqual([]);
});
