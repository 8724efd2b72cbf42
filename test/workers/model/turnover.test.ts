import { expect, test } from 'vitest';
import { createFilter } from '../../../workers/model/filter.ts';
import { turnover } from '../../../workers/model/turnover.ts';

const holding = (openInterest: number) => ({ ...createFilter(), openInterest });

test('a rise of open interest was opened, and a fifth of the volume it does not explain changed hands', () => {
  // 50 net; 0.2 × (150 − 50) = 20 more came, and 20 of 1,000 left.
  expect(turnover(holding(1000), 150, 1050, 0, 1)).toEqual({ opened: 70, kept: 0.98 });
});

test('a fall of open interest was closed', () => {
  // −100 net; 0.2 × (150 − 100) = 10 came, 110 of 1,000 left.
  expect(turnover(holding(1000), 150, 900, 0, 1)).toEqual({ opened: 10, kept: 0.89 });
});

test('what was liquidated left without anybody closing it', () => {
  // −100 + 100 liquidated: nobody net; 0.2 × 150 = 30 came and 30 left.
  expect(turnover(holding(1000), 150, 900, 100, 1)).toEqual({ opened: 30, kept: 0.97 });
});

test('a candle without open interest is taken to have left it as it was', () => {
  expect(turnover(holding(1000), 100, undefined, 0, 1)).toEqual({ opened: 20, kept: 0.98 });
});

test('without any open interest a fifth of the volume opens, and half of all is gone in 48 hours', () => {
  expect(turnover(createFilter(), 100, undefined, 0, 48)).toEqual({ opened: 20, kept: 0.5 });
});

test('no more can be closed than stands', () => {
  expect(turnover(holding(10), 1000, 0, 0, 1).kept).toBe(0);
  expect(turnover(holding(0), 10, 5, 0, 1).kept).toBe(1);
});
