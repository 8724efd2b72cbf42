import { expect, test } from 'vitest';
import { EXCHANGES } from '../../../schema/exchange.ts';
import { shareOf } from '../../../workers/cron/share-of-work.ts';
import type { Track } from '../../../workers/store/read-tracks.ts';

/** A symbol on so many exchanges. */
const on = (symbol: string, exchanges: number): [string, Track[]] => [
  symbol,
  EXCHANGES.slice(0, exchanges).map(exchange => ({ symbol, exchange })),
];
const turns = (symbols: [string, Track[]][], most: number, count: number) =>
  Array.from({ length: count }, (_, turn) => shareOf(symbols, { turn, most }).map(([symbol]) => symbol));

test('ten symbols on five exchanges take five beats of two, then begin anew', () => {
  const symbols = 'ABCDEFGHIJ'.split('').map(symbol => on(symbol, 5));
  // Five filters and their sum: two symbols are twelve.
  expect(turns(symbols, 12, 6)).toEqual([
    ['A', 'B'],
    ['C', 'D'],
    ['E', 'F'],
    ['G', 'H'],
    ['I', 'J'],
    ['A', 'B'],
  ]);
});

test('symbols on few exchanges share a beat, and one on more than fit has its own', () => {
  const symbols = [on('A', 1), on('B', 2), on('C', 13), on('D', 1)];
  // 2 + 3 filters, then 14, then 2.
  expect(turns(symbols, 12, 4)).toEqual([['A', 'B'], ['C'], ['D'], ['A', 'B']]);
});

test('what fits one beat is in every beat', () => {
  expect(turns([on('A', 5), on('B', 5)], 12, 2)).toEqual([
    ['A', 'B'],
    ['A', 'B'],
  ]);
});

test('without symbols there is nothing to do', () => {
  expect(shareOf([], { turn: 3, most: 12 })).toEqual([]);
});
