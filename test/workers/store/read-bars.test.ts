import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { readBarRuns, readBars } from '../../../workers/store/read-bars.ts';
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

async function bars(interval: number) {
  const runs = await readBarRuns(env.DB, { symbol: 'BTC', ...span });
  return readBars(env.DB, { symbol: 'BTC', runs, interval, ...span });
}

beforeEach(() => clearMarkets(env.DB));

test('the steps an exchange has are told with the times of their first and last bar', async () => {
  await seedBars(env.DB, binance, [bar(start, HOUR, 1), bar(start + HOUR, HOUR, 1), bar(start, MINUTE, 1)]);
  expect(await readBarRuns(env.DB, { symbol: 'BTC', ...span })).toEqual([
    { exchange: 'binance', step: MINUTE, first: start, last: start },
    { exchange: 'binance', step: HOUR, first: start, last: start + HOUR },
  ]);
});

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

test('a period is read from one step only: the coarsest that fills it, else the one that covers most', async () => {
  await seedBars(env.DB, binance, [
    // A full hour as one bar and, again, as two of its minutes.
    bar(start, HOUR, 100, 0, 2),
    bar(start, MINUTE, 60, 0, 1),
    bar(start + MINUTE, MINUTE, 40, 0, 1),
    // An hour that has only minutes.
    bar(start + HOUR, MINUTE, 7, 0, 1),
  ]);
  expect((await bars(HOUR)).map(({ longUsd, count }) => [longUsd, count])).toEqual([
    [100, 2],
    [7, 1],
  ]);
  // The first two hours as one period: an hour's bar covers more of it than three minutes do.
  expect((await bars(2 * HOUR)).map(({ longUsd }) => longUsd)).toEqual([100]);
});

test('bars wider than the interval, or that do not divide it, are left out', async () => {
  await seedBars(env.DB, binance, [bar(start, DAY, 100), bar(start, 4 * HOUR, 10)]);
  expect(await bars(6 * HOUR)).toEqual([]);
});
