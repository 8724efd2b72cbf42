import { expect, test } from 'vitest';
import { HOUR } from '../../schema/range.ts';
import { heatmapAsOf, historyAsOf } from '../../widget/past.ts';
import { START, sampleHeatmap, sampleHistory } from './sample.ts';

test('a past moment has the columns, candles and bars that had closed by then, unchanged', () => {
  const heatmap = sampleHeatmap();
  const past = heatmapAsOf(heatmap, START + 5 * HOUR);
  expect(past.time.count).toBe(5);
  expect(past.candles.time).toEqual(heatmap.candles.time.slice(0, 5));
  expect(past.bytes).toEqual(heatmap.bytes.slice(0, 5 * 40));
  expect(historyAsOf(sampleHistory(), START + 5 * HOUR, HOUR).bars).toHaveLength(5);
});

test('what qualifies the cells goes back with them', () => {
  const heatmap = sampleHeatmap();
  const priorShare = heatmap.bytes.map((_, i) => i % 256);
  const past = heatmapAsOf({ ...heatmap, layers: { priorShare } }, START + 5 * HOUR);
  expect(past.layers).toEqual({ priorShare: priorShare.slice(0, 5 * 40) });
});

test('a column that has not closed is not known', () => {
  expect(heatmapAsOf(sampleHeatmap(), START + 5.9 * HOUR).time.count).toBe(5);
  const past = historyAsOf(sampleHistory(), START + 5.9 * HOUR, HOUR);
  expect(past.bars).toHaveLength(5);
  // The sums say of which time they are: what is left out is not in it.
  expect([past.from, past.to]).toEqual([START, START + 5 * HOUR]);
  const later = historyAsOf(sampleHistory(), START + 99 * HOUR, HOUR);
  expect([later.from, later.to]).toEqual([START, START + 24 * HOUR]);
});
