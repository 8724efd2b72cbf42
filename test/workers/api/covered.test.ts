import { expect, test } from 'vitest';
import type { Exchange } from '../../../schema/exchange.ts';
import { covered, type Evidence, knownUntil } from '../../../workers/api/covered.ts';

const slots = { start: 100, step: 10, count: 3 };
const shares = (bars: Evidence['bars'], watched: Evidence['watched']) => covered({ bars, watched }, slots);
const none = new Map<Exchange, never>();

test('a slot is covered as far as it was recorded or watched, of its whole length', () => {
  const bars: Evidence['bars'] = new Map([['binance', { recorded: [[100, 110]], summed: [] }]]);
  expect(shares(bars, none)).toEqual([1, 0, 0]);
  expect(shares(none, new Map([['okx', { seen: [[112, 127]], told: [[112, 127]] }]]))).toEqual([0, 0.8, 0.7]);
  // What is seen twice counts once.
  expect(shares(bars, new Map([['binance', { seen: [[105, 114]], told: [[105, 120]] }]]))).toEqual([
    1, 0.4, 0,
  ]);
});

test('of several exchanges it is the mean, of those that report within the slots', () => {
  const watched: Evidence['watched'] = new Map([
    ['binance', { seen: [[100, 130]], told: [[100, 130]] }],
    ['okx', { seen: [[100, 105]], told: [[100, 105]] }],
    ['bybit', { seen: [], told: [[110, 120]] }],
    ['gate', { seen: [[0, 100]], told: [[0, 100]] }],
  ]);
  expect(shares(none, watched)).toEqual([1.5 / 3, 1 / 3, 1 / 3]);
});

test('sums over events speak for their time where no feed told of it', () => {
  const bars: Evidence['bars'] = new Map([
    [
      'binance',
      {
        recorded: [],
        summed: [
          [120, 130],
          [100, 110],
        ],
      },
    ],
  ]);
  expect(shares(bars, none)).toEqual([1, 0, 1]);
  expect(shares(bars, new Map([['binance', { seen: [[108, 110]], told: [[108, 115]] }]]))).toEqual([
    0.2, 0, 1,
  ]);
});

test('nothing is known where nobody says anything', () => {
  expect(shares(none, none)).toEqual([0, 0, 0]);
  expect(knownUntil({ bars: none, watched: none })).toBeUndefined();
});

test('what is known ends with the last bar or the last report, seen or not', () => {
  const bars: Evidence['bars'] = new Map([['binance', { recorded: [[100, 110]], summed: [[90, 100]] }]]);
  expect(knownUntil({ bars, watched: none })).toBe(110);
  expect(knownUntil({ bars, watched: new Map([['okx', { seen: [[90, 95]], told: [[90, 117]] }]]) })).toBe(
    117,
  );
});
