import { expect, test } from 'vitest';
import { binLevels, spreadLayer } from '../../../workers/store/layer-bins.ts';

const column = { firstLevel: -2, usd: Float64Array.of(1, 1, 2, 4, 6, 8, 20, 10) };

test('levels are summed in bins of five, aligned for all columns', () => {
  // Levels −2 and −1 are in bin −1, 0 to 4 in bin 0, 5 in bin 1.
  expect(binLevels(column)).toEqual({ firstLevel: -1, usd: Float64Array.of(2, 40, 10) });
  expect(binLevels({ firstLevel: 3, usd: new Float64Array(0) }).usd).toHaveLength(0);
});

test('a layer stands in its bin as the column does, and keeps its dollars', () => {
  const layer = { firstLevel: 0, usd: Float64Array.of(10, 10) };
  expect([...spreadLayer(column, layer).usd]).toEqual([0, 0, 0.5, 1, 1.5, 2, 5, 10]);
});

test('a bin in which nothing stands gives nothing', () => {
  const empty = { firstLevel: 0, usd: new Float64Array(5) };
  expect([...spreadLayer(empty, { firstLevel: 0, usd: Float64Array.of(7) }).usd]).toEqual([0, 0, 0, 0, 0]);
});
