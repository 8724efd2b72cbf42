import { expect, test } from 'vitest';
import { MINUTE } from '../../../../schema/range.ts';
import { cutHoles, type FeedGap, type Hole } from '../../../../workers/ingest/poll/holes.ts';

const noon = Date.UTC(2026, 0, 5, 12);
const at = (minute: number) => noon + minute * MINUTE;
const gap = (from: number, to: number, feed = 'public'): FeedGap => ({
  ...{ feed, blind: false },
  ...{ from: at(from), to: at(to) },
});
const begun = (from: number, to: number, feed = 'public'): Hole => ({
  ...gap(from, to, feed),
  asked: 'swaps BTC-USDT',
});
const spans = (holes: readonly Hole[]) =>
  holes.map(({ feed, from, to, asked }) =>
    [feed, (from - noon) / MINUTE, (to - noon) / MINUTE, asked ? 'begun' : ''].join(' ').trim(),
  );

test('a long hole is cut at whole hours', () => {
  expect(spans(cutHoles([gap(20, 130)], []))).toEqual(['public 20 60', 'public 60 120', 'public 120 130']);
});

test('the oldest hole of any feed comes first', () => {
  const holes = cutHoles([gap(40, 50), gap(5, 10), gap(20, 25, 'other')], []);
  expect(spans(holes)).toEqual(['public 5 10', 'other 20 25', 'public 40 50']);
});

test('a hole that was begun keeps its ends and how far it has come, however its gap grew', () => {
  const holes = cutHoles([gap(5, 70)], [begun(10, 20), begun(30, 35)]);
  expect(spans(holes)).toEqual([
    'public 5 10',
    'public 10 20 begun',
    'public 20 30',
    'public 30 35 begun',
    'public 35 60',
    'public 60 70',
  ]);
});

test('a hole that was not begun grows with its gap', () => {
  expect(spans(cutHoles([gap(10, 25)], [{ ...gap(10, 20) }]))).toEqual(['public 10 25']);
});

test('a hole that was begun is let go where its minutes were reported, in part or all', () => {
  expect(spans(cutHoles([gap(10, 15)], [begun(10, 20)]))).toEqual(['public 10 15']);
  expect(cutHoles([], [begun(10, 20)])).toEqual([]);
});

test('a hole in one feed says nothing of another', () => {
  expect(spans(cutHoles([gap(10, 30)], [begun(10, 20, 'other')]))).toEqual(['public 10 30']);
});
