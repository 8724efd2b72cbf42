import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import { encodeState, type ModelCandle } from '../../../workers/model/filter.ts';
import { type Lane, openLane } from '../../../workers/symbol/lane.ts';
import { takeCandle } from '../../../workers/symbol/take-candle.ts';
import { waveCandles } from '../../support/seed-candles.ts';

const start = Date.UTC(2026, 0, 5);
const candles = waveCandles(start, 30) as [ModelCandle, ...ModelCandle[]];
const at = (i: number): ModelCandle => candles[i] as ModelCandle;

async function laneAfter(count: number): Promise<Lane> {
  const waiting = { candles, more: false, until: 0 };
  const lane = await openLane(env.DB, { symbol: 'BTC', exchange: 'okx' }, undefined, {
    ...{ summed: true, waiting, reporting: [] },
  });
  if ('error' in lane) throw lane.error;
  for (const candle of candles.slice(0, count)) expect(takeCandle(lane, candle).refused).toBeUndefined();
  return lane;
}

/** A candle whose volume is another from the n-th reading on, or cannot be read then. */
function fickle(candle: ModelCandle, n: number, volume: () => number): ModelCandle {
  let reads = 0;
  return Object.defineProperty({ ...candle }, 'volume', {
    enumerable: true,
    get: () => (++reads > n ? volume() : candle.volume),
  });
}

const broken = (): never => {
  throw new Error('volume: broke off');
};

/** Gives a lane fickle candles, each so for one reading later, until one is taken; those before must change nothing. */
async function refusals(volume: () => number): Promise<string[]> {
  const lane = await laneAfter(10);
  const before = encodeState(lane.state);
  const reasons: string[] = [];
  for (let reads = 0; ; reads++) {
    const { refused } = takeCandle(lane, fickle(at(10), reads, volume));
    if (refused === undefined) return reasons;
    reasons.push(refused);
    expect([encodeState(lane.state) === before, lane.end]).toEqual([true, start + 10 * HOUR]);
  }
}

test('a candle that the model refuses leaves its lane as it was', async () => {
  const lane = await laneAfter(10);
  const before = encodeState(lane.state);
  expect(takeCandle(lane, { ...at(10), close: -1 })).toEqual({
    refused: 'close: expected a number of at least 1e-15 and at most 1000000000, got -1',
  });
  expect([encodeState(lane.state) === before, lane.end]).toEqual([true, start + 10 * HOUR]);
});

test('a candle at which the model breaks half-way is taken back', async () => {
  const reasons = await refusals(broken);
  expect(reasons.length).toBeGreaterThan(3);
  expect(new Set(reasons)).toEqual(new Set(['volume: broke off']));
});

test('a candle after which nothing could be counted with any more is taken back', async () => {
  expect(await refusals(() => 1e60)).toContain('candle: expected one that can be counted with, got no total');
});

test('the time of a candle that was taken back is a hole, and the lane goes on behind it', async () => {
  const [lane, holed] = [await laneAfter(10), await laneAfter(10)];
  expect(takeCandle(lane, fickle(at(10), 3, broken)).refused).toBe('volume: broke off');
  for (const one of [lane, holed]) {
    expect(takeCandle(one, at(11))).toEqual({});
    for (const candle of candles.slice(12)) expect(takeCandle(one, candle).forecast).toBeDefined();
  }
  expect(encodeState(lane.state) === encodeState(holed.state)).toBe(true);
});
