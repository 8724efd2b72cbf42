import { expect, test } from 'vitest';
import { HOUR } from '../../schema/range.ts';
import { barAt, cellAt } from '../../widget/reading.ts';
import { middle, START, sampleHeatmap, sampleHistory } from './sample.ts';

test('a level below its column’s close holds longs, one above it shorts', () => {
  const below = cellAt(sampleHeatmap(), START + 3.5 * HOUR, middle(12));
  expect(below).toMatchObject({ side: 'long', time: START + 3 * HOUR, close: 100 });
  const above = cellAt(sampleHeatmap(), START + 3.5 * HOUR, middle(25));
  expect(above).toMatchObject({ side: 'short' });
});

test('reads USD to within the 2 % a byte can say', () => {
  const cell = cellAt(sampleHeatmap(), START, middle(25));
  expect((cell as { usd: number }).usd / 8e6).toBeCloseTo(1, 1);
});

test('says how far a level is from the close', () => {
  const cell = cellAt(sampleHeatmap(), START, middle(12));
  expect((cell as { distance: number }).distance).toBeCloseTo(middle(12) / 100 - 1, 9);
});

test('a column without a candle is a hole', () => {
  const heatmap = sampleHeatmap();
  for (const values of Object.values(heatmap.candles)) values.splice(4, 1);
  expect(cellAt(heatmap, START + 4.2 * HOUR, 100)).toBe('hole');
  expect(cellAt(heatmap, START + 5.2 * HOUR, 100)).not.toBe('hole');
});

test('outside the grid there is nothing to read', () => {
  expect(cellAt(sampleHeatmap(), START - 1, 100)).toBeUndefined();
  expect(cellAt(sampleHeatmap(), START, 10)).toBeUndefined();
  expect(cellAt(sampleHeatmap(), START, 1000)).toBeUndefined();
});

test('finds the bar that covers a time', () => {
  expect(barAt(sampleHistory(), START + 2 * HOUR + 1, HOUR)?.time).toBe(START + 2 * HOUR);
  expect(barAt(sampleHistory(), START - 1, HOUR)).toBeUndefined();
});
