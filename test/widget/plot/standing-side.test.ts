import { expect, test } from 'vitest';
import { cumulated, swept } from '../../../widget/plot/standing-side.ts';

/** Levels of 1 % from 100 USD; the close of 105 lies at 4.9 levels, so levels 0 to 4 are longs. */
const column = { usd: [1, 2, 3, 4, 5, 6, 7, 8], first: 100, ratio: 1.01, close: 105 };
const edge = (y: number) => 100 * 1.01 ** y;

test('going down sweeps longs, going up shorts', () => {
  // Down to the lower edge of level 3: levels 3 and 4.
  expect(swept(column, edge(3))).toEqual({ side: 'long', usd: expect.closeTo(4 + 5, 6) });
  // Up to the upper edge of level 6: levels 5 and 6.
  expect(swept(column, edge(7))).toEqual({ side: 'short', usd: expect.closeTo(6 + 7, 6) });
});

test('a level crossed in part counts by that part', () => {
  expect(swept(column, edge(3.5)).usd).toBeCloseTo(4 / 2 + 5, 6);
  expect(swept(column, edge(5.25)).usd).toBeCloseTo(6 / 4, 6);
});

test('beyond the grid there is nothing more to sweep', () => {
  expect(swept(column, 1).usd).toBeCloseTo(1 + 2 + 3 + 4 + 5, 6);
  expect(swept(column, 1e6).usd).toBeCloseTo(6 + 7 + 8, 6);
});

test('sums grow outward from the close', () => {
  expect([...cumulated(column)]).toEqual([15, 14, 12, 9, 5, 6, 13, 21]);
});
