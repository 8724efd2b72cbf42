import { expect, test } from 'vitest';
import { apartFrom, filled, joined, within, without } from '../../../workers/store/spans.ts';

test('spans that touch or overlap are joined, whatever their order, and empty ones are none', () => {
  expect(
    joined([
      [8, 9],
      [1, 3],
      [3, 4],
      [2, 3],
      [6, 6],
    ]),
  ).toEqual([
    [1, 4],
    [8, 9],
  ]);
});

test('what others cover is left out, from the middle too', () => {
  const others = [
    [0, 2],
    [4, 5],
    [8, 20],
  ] as const;
  expect(
    without(
      [
        [1, 7],
        [9, 12],
      ],
      others,
    ),
  ).toEqual([
    [2, 4],
    [5, 7],
  ]);
  expect(without([[1, 7]], [])).toEqual([[1, 7]]);
});

test('spans are cut to a stretch, and those that only touch it are none of it', () => {
  const spans = [
    [0, 3],
    [5, 6],
    [8, 12],
  ] as const;
  expect(within(spans, 2, 8)).toEqual([
    [2, 3],
    [5, 6],
  ]);
});

test('a span that overlaps another in part is not apart from it, one that touches it is', () => {
  const spans = [
    [0, 4],
    [4, 6],
    [6, 9],
  ] as const;
  expect(apartFrom(spans, [[4, 5]])).toEqual([
    [0, 4],
    [6, 9],
  ]);
});

test('slots are filled as far as spans reach into them', () => {
  const spans = [
    [5, 12],
    [14, 50],
  ] as const;
  expect([...filled(spans, { start: 0, step: 10, count: 3 })]).toEqual([5, 8, 10]);
});
