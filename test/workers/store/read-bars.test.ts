import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { readBarRuns } from '../../../workers/store/read-bar-runs.ts';
import { readBars } from '../../support/d1/read-bars.ts';
import { clearMarkets, seedBars } from '../../support/seed-market.ts';

const start = Date.UTC(2024, 7, 5);
const span = { from: start, to: start + DAY };
const binance = { symbol: 'BTC', exchange: 'binance' } as const;
const okx = { symbol: 'BTC', exchange: 'okx' } as const;
const bar = (time: number, step: number, longUsd?: number, shortUsd?: number, count?: number) => ({
  time,
  step,
  ...(longUsd !== undefined && { longUsd }),
  ...(shortUsd !== undefined && { shortUsd }),
  ...(count !== undefined && { count }),
});

async function read(interval: number, to = span.to) {
  const runs = await readBarRuns(env.DB, { symbol: 'BTC', ...span });
  return readBars(env.DB, { symbol: 'BTC', runs, interval, from: span.from, to });
}
const bars = async (interval: number, to?: number) => (await read(interval, to)).bars;
const longs = async (interval: number, to?: number) =>
  (await bars(interval, to)).map(({ time, longUsd, count }) => [(time - start) / HOUR, longUsd, count]);

beforeEach(() => clearMarkets(env.DB));

test('exchanges and bars of a period add up, and periods without bars are absent', async () => {
  await seedBars(env.DB, binance, [bar(start, HOUR, 100, 10, 2), bar(start + HOUR, HOUR, 200, 20, 3)]);
  await seedBars(env.DB, okx, [bar(start, HOUR, 5, 1, 1), bar(start + 4 * HOUR, HOUR, 7, 0, 1)]);
  expect(await bars(2 * HOUR)).toEqual([
    { time: start, step: 2 * HOUR, longUsd: 305, shortUsd: 31, count: 6 },
    { time: start + 4 * HOUR, step: 2 * HOUR, longUsd: 7, shortUsd: 0, count: 1 },
  ]);
});

test('a side nobody recorded is absent, a recorded zero is zero, and a partly unknown count is absent', async () => {
  await seedBars(env.DB, binance, [bar(start, HOUR, undefined, 10, 2), bar(start + HOUR, HOUR, 0, 0, 0)]);
  await seedBars(env.DB, okx, [bar(start, HOUR, undefined, 5)]);
  expect(await bars(HOUR)).toEqual([
    { time: start, step: HOUR, shortUsd: 15 },
    { time: start + HOUR, step: HOUR, longUsd: 0, shortUsd: 0, count: 0 },
  ]);
});

test('every moment is read once, from the coarsest bar that fits, and what that leaves open from finer ones', async () => {
  await seedBars(env.DB, binance, [
    // A full hour as one bar and, again, as two of its minutes.
    bar(start, HOUR, 100, 0, 2),
    bar(start, MINUTE, 60, 0, 1),
    bar(start + MINUTE, MINUTE, 40, 0, 1),
    // An hour that is not over: it has only minutes.
    bar(start + HOUR, MINUTE, 7, 0, 1),
    bar(start + HOUR + 9 * MINUTE, MINUTE, 5, 0, 1),
  ]);
  expect(await longs(HOUR)).toEqual([
    [0, 100, 2],
    [1, 12, 2],
  ]);
  expect(await longs(2 * HOUR)).toEqual([[0, 112, 4]]);
  expect(await longs(DAY)).toEqual([[0, 112, 4]]);
  expect(await longs(30 * MINUTE)).toEqual([
    [0, 100, 2],
    [1, 12, 2],
  ]);
});

test('exchanges are put together each for itself, from three steps where need be', async () => {
  await seedBars(env.DB, binance, [
    bar(start, 4 * HOUR, 1_000),
    bar(start + 5 * HOUR, HOUR, 100),
    bar(start + 6 * HOUR, MINUTE, 10, 0, 1),
    // Parts of what has been read already.
    bar(start + HOUR, HOUR, 100),
    bar(start + 5 * HOUR, MINUTE, 10, 0, 1),
  ]);
  await seedBars(env.DB, okx, [bar(start + HOUR, HOUR, 5), bar(start + 6 * HOUR, 4 * HOUR, 3)]);
  // Four hours of okx begin within the period of eight hours and end beyond it: they do not divide into it as they lie.
  expect(await longs(12 * HOUR)).toEqual([[0, 1_110 + 8, undefined]]);
});

test('a sum over events that ends beyond the span is left to its minutes, a recorded total is taken whole', async () => {
  await seedBars(env.DB, binance, [bar(start, HOUR, 30, 0, 3), bar(start, MINUTE, 10, 0, 1)]);
  await seedBars(env.DB, binance, [bar(start + 40 * MINUTE, MINUTE, 20, 0, 2)]);
  await seedBars(env.DB, okx, [bar(start, HOUR, 5)]);
  expect(await longs(HOUR, start + 20 * MINUTE)).toEqual([[0, 10 + 5, undefined]]);
  expect(await longs(HOUR, start + HOUR)).toEqual([[0, 30 + 5, undefined]]);
});

test('the bars that were read are told: those that somebody recorded, and those that events were summed into', async () => {
  await seedBars(env.DB, binance, [
    bar(start, HOUR, 100),
    bar(start + HOUR, 5 * MINUTE, 1, 0, 1),
    bar(start + 2 * HOUR, MINUTE, 1, 0, 1),
    bar(start + 3 * HOUR, HOUR, 0, 0, 0),
  ]);
  const { spans } = await read(DAY);
  expect(spans.get('okx')).toBeUndefined();
  const sorted = (found: readonly (readonly [number, number])[] = []) =>
    found
      .map(([from, to]) => [(from - start) / MINUTE, (to - start) / MINUTE])
      .sort(([a = 0], [b = 0]) => a - b);
  expect(sorted(spans.get('binance')?.recorded)).toEqual([
    [0, 60],
    [60, 65],
  ]);
  expect(sorted(spans.get('binance')?.summed)).toEqual([
    [120, 121],
    [180, 240],
  ]);
});

test('bars wider than the interval, or that do not divide it, are left out', async () => {
  await seedBars(env.DB, binance, [bar(start, DAY, 100), bar(start, 4 * HOUR, 10)]);
  expect(await bars(6 * HOUR)).toEqual([]);
});
