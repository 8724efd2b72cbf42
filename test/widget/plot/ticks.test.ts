import { expect, test } from 'vitest';
import { DAY, HOUR } from '../../../schema/range.ts';
import { amountTicks, priceDecimals, priceTicks, timeTicks } from '../../../widget/plot/ticks.ts';

const at = (text: string) => Date.parse(`${text}Z`);

test('ticks of a day stand on whole hours', () => {
  expect(timeTicks(at('2026-03-01T00:30'), at('2026-03-02T00:30'), 5)).toEqual([
    at('2026-03-01T06:00'),
    at('2026-03-01T12:00'),
    at('2026-03-01T18:00'),
    at('2026-03-02T00:00'),
  ]);
});

test('ticks of a month stand on the same days of every month', () => {
  const ticks = timeTicks(at('2026-01-29T00:00'), at('2026-02-27T00:00'), 7);
  expect(ticks.map(time => new Date(time).getUTCDate())).toEqual([1, 6, 11, 16, 21, 26]);
});

test('ticks of a year stand on the firsts of months', () => {
  const ticks = timeTicks(at('2025-11-15T00:00'), at('2026-11-15T00:00'), 6);
  expect(ticks.map(time => new Date(time).toISOString().slice(0, 10))).toEqual([
    '2026-01-01',
    '2026-03-01',
    '2026-05-01',
    '2026-07-01',
    '2026-09-01',
    '2026-11-01',
  ]);
});

test('never more ticks than there is room for', () => {
  for (let span = HOUR; span < 3000 * DAY; span *= 1.7) {
    expect(timeTicks(at('2026-01-29T01:23'), at('2026-01-29T01:23') + span, 6).length).toBeLessThanOrEqual(7);
  }
});

test('price ticks are round and lie between the ends', () => {
  expect(priceTicks(44_100, 63_000, 4)).toEqual([45_000, 50_000, 55_000, 60_000]);
  expect(priceTicks(0.112, 0.131, 4)).toEqual([0.115, 0.12, 0.125, 0.13]);
});

test('prices that span a decade get ticks at 1, 2 and 5', () => {
  expect(priceTicks(0.9, 30, 5)).toEqual([1, 2, 5, 10, 20]);
});

test('amounts start at zero', () => {
  expect(amountTicks(52e6, 3)).toEqual([0, 20e6, 40e6]);
});

test('a price shows five figures, and none behind the point from 1,000 up', () => {
  expect([65_000, 412, 3.2, 0.5, 0.000012].map(priceDecimals)).toEqual([0, 2, 4, 5, 9]);
});
