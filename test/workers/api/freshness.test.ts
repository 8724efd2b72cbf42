import { expect, test } from 'vitest';
import { DAY, HOUR, RANGES } from '../../../schema/range.ts';
import { secondsFresh, secondsFreshUpTo } from '../../../workers/api/freshness.ts';

test('what shows the present holds a minute up to a day, two up to a week, ten beyond', () => {
  const seconds = Object.entries(RANGES).map(([range, { span }]) => [range, secondsFresh('live', span)]);
  expect(Object.fromEntries(seconds)).toEqual({
    '12h': 60,
    '24h': 60,
    '3d': 120,
    '7d': 120,
    '30d': 600,
    '90d': 600,
    '180d': 600,
    '1y': 600,
  });
  expect(secondsFresh('simulated', 30 * DAY)).toBe(600);
});

test('a recording holds five minutes, and seconds while the model works through it', () => {
  expect(secondsFresh('replay', DAY)).toBe(300);
  expect(secondsFresh('replay', 365 * DAY, false)).toBe(2);
  expect(secondsFresh('simulated', DAY, false)).toBe(2);
});

test('a live model that has just begun is shown for no more than a minute, whatever the range', () => {
  expect(secondsFresh('live', 365 * DAY, false)).toBe(60);
});

test('what was asked to end in the past holds a day once what comes late has come, but in a recording', () => {
  const now = Date.UTC(2026, 0, 1);
  expect(secondsFreshUpTo('live', now - HOUR, now, DAY)).toBe(86_400);
  expect(secondsFreshUpTo('live', now - HOUR + 1, now, DAY)).toBe(60);
  expect(secondsFreshUpTo('live', undefined, now, DAY)).toBe(60);
  expect(secondsFreshUpTo('replay', now - DAY, now, DAY)).toBe(300);
});
