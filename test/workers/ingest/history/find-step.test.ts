import { expect, test } from 'vitest';
import { findStep } from '../../../../workers/ingest/history/find-step.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const times = (step: number, ...positions: number[]) => positions.map(position => position * step);

test.each([MINUTE, 5 * MINUTE, HOUR, DAY])('bars %i ms apart are bars of that length', step => {
  expect(findStep(times(step, 1, 2, 3))).toBe(step);
});

test('holes do not hide the length', () => {
  // Distances in hours: 3, 3, 3, 1, 1: three are more than two, but no bar lasts 3 hours.
  expect(findStep(times(HOUR, 1, 4, 7, 10, 11, 12))).toBe(HOUR);
});

test('the most common known length wins', () => {
  // Distances in minutes: 1, 5, 5.
  expect(findStep(times(MINUTE, 0, 1, 6, 11))).toBe(5 * MINUTE);
});

test('of equally common lengths the shortest wins', () => {
  expect(findStep(times(MINUTE, 0, 5, 6))).toBe(MINUTE);
});

test('where no two bars are neighbours, the name decides', () => {
  expect(findStep(times(HOUR, 1, 3), HOUR)).toBe(HOUR);
  expect(findStep(times(HOUR, 5), HOUR)).toBe(HOUR);
});

test('a name that contradicts the times is an error', () => {
  expect(() => findStep(times(MINUTE, 0, 5, 10), HOUR)).toThrow(
    'expected bars of 1h as the name says, got bars 5m apart',
  );
  expect(() => findStep([HOUR, 3 * HOUR, 5 * HOUR], DAY)).toThrow('got bars 2h apart');
});

test('a length that is not read is an error', () => {
  expect(() => findStep(times(15 * MINUTE, 0, 1, 2))).toThrow(
    'expected bars of 1m, 5m, 1h, 1d, got bars 15m apart',
  );
  expect(() => findStep(times(7_000, 0, 1))).toThrow('got bars 7000 ms apart');
});

test('a single bar without a name has no length', () => {
  expect(() => findStep([HOUR])).toThrow('got a single bar');
});

test('bars from newest to oldest are an error that says so', () => {
  expect(() => findStep(times(HOUR, 3, 2, 1), HOUR)).toThrow(
    'expected bars from oldest to newest, got the newest first',
  );
});
