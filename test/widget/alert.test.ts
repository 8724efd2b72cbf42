import { expect, test } from 'vitest';
import { approaches } from '../../widget/alert.ts';
import { middle, sampleHeatmap } from './sample.ts';

/** The sample when its last close is another: shorts stand at 105.68, longs at 92.86. */
function closedAt(price: number) {
  const heatmap = sampleHeatmap();
  heatmap.candles.close = heatmap.candles.close.map(() => price);
  return heatmap;
}

test('an approach is told once, and again only after the price had gone', () => {
  const near = approaches();
  expect(near(closedAt(100))).toEqual([]);
  // 105.68 / 105 − 1 = 0.65 %, 105.68 / 104.8 − 1 = 0.84 %.
  const [alert] = near(closedAt(105));
  expect(alert).toMatchObject({ side: 'short' });
  expect(alert?.price).toBeCloseTo(105.68, 2);
  expect((alert?.usd ?? 0) / 1e6).toBeCloseTo(8, 0);
  expect(alert?.distance).toBeCloseTo(0.0065, 4);
  expect(near(closedAt(104.8))).toEqual([]);
  expect(near(closedAt(103))).toEqual([]);
  expect(near(closedAt(105))).toHaveLength(1);
});

test('longs lie below: their distance is below zero', () => {
  expect(approaches()(closedAt(93.5))[0]?.side).toBe('long');
  expect(approaches()(closedAt(93.5))[0]?.distance).toBeCloseTo(middle(12) / 93.5 - 1, 6);
});
