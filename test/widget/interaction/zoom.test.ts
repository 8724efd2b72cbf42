import { expect, test } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import type { Frame } from '../../../widget/chart/frame.ts';
import { within, zoomed } from '../../../widget/interaction/zoom.ts';
import { START, sampleHeatmap } from '../sample.ts';

/** The sample: 24 hours of 40 levels of 1 % from 82 USD. */
const frame = { heatmap: sampleHeatmap(), barStep: HOUR } as Frame;
const bottom = Math.log(82);
const level = Math.log(1.01);
const all = { from: START, to: START + 24 * HOUR, low: bottom, high: bottom + 40 * level };

test('no view shows fewer than eight columns and eight levels', () => {
  const place = { time: START + 12 * HOUR, price: bottom + 20 * level };
  const view = within(zoomed(all, place, { time: 0.01, price: 0.01 }), frame);
  expect(view.to - view.from).toBe(8 * HOUR);
  expect((view.high - view.low) / level).toBeCloseTo(8, 9);
  // It stays where it was zoomed to.
  expect((view.from + view.to) / 2).toBe(place.time);
  expect((view.low + view.high) / 2).toBeCloseTo(place.price, 9);
});

test('no view shows more than all, and room for names at the right', () => {
  const place = { time: START + 12 * HOUR, price: bottom + 20 * level };
  const view = within(zoomed(all, place, { time: 9, price: 9 }), frame);
  expect([view.from, view.to]).toEqual([START, START + 24 * 1.4 * HOUR]);
  expect(view.low).toBeCloseTo(all.low, 9);
  expect(view.high).toBeCloseTo(all.high, 9);
});

test('a view moved beyond an edge stops there, as wide as it was', () => {
  const view = within({ ...all, from: START - 9 * HOUR, to: START + HOUR }, frame);
  expect([view.from, view.to]).toEqual([START, START + 10 * HOUR]);
});
