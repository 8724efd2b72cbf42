import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { LiquidationBar } from '../../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { readBarRuns } from '../../../workers/store/read-bar-runs.ts';
import { readUntoldSteps } from '../../support/d1/read-untold-steps.ts';
import { clearMarkets, seedBars } from '../../support/seed-market.ts';

const start = Date.UTC(2024, 7, 5);
const binance = { symbol: 'BTC', exchange: 'binance' } as const;
const okx = { symbol: 'BTC', exchange: 'okx' } as const;
const recorded = (time: number, step: number): LiquidationBar => ({ time, step, longUsd: 1 });
const summed = (time: number, step: number): LiquidationBar => ({ time, step, longUsd: 1, count: 1 });

async function untold(from = start, to = start + DAY) {
  const span = { symbol: 'BTC', from, to };
  const runs = await readBarRuns(env.DB, span);
  return readUntoldSteps(env.DB, { ...span, runs: runs.filter(run => run.step > MINUTE) });
}

beforeEach(() => clearMarkets(env.DB));

test('sums over events are told by their minutes, however few these are and wherever in the bar they lie', async () => {
  await seedBars(env.DB, binance, [
    summed(start, DAY),
    summed(start, HOUR),
    summed(start + 7 * MINUTE, MINUTE),
  ]);
  expect(await untold()).toEqual([]);
  // The minute lies before the span: what the hour says of the span is told all the same.
  expect(await untold(start + 30 * MINUTE)).toEqual([]);
});

test('a recorded total is told by no events, and by recorded ones only where they fill it', async () => {
  await seedBars(env.DB, binance, [recorded(start, 15 * MINUTE), summed(start + 7 * MINUTE, MINUTE)]);
  expect(await untold()).toEqual([15 * MINUTE]);
  await seedBars(env.DB, binance, [recorded(start, 5 * MINUTE), recorded(start + 5 * MINUTE, 5 * MINUTE)]);
  expect((await untold()).sort()).toEqual([15 * MINUTE, 5 * MINUTE].sort());
  await seedBars(env.DB, binance, [recorded(start + 10 * MINUTE, 5 * MINUTE)]);
  expect(await untold()).toEqual([5 * MINUTE]);
});

test('one bar without finer ones is enough, of any exchange, a quiet one too', async () => {
  await seedBars(env.DB, binance, [summed(start, DAY), summed(start, HOUR), summed(start, MINUTE)]);
  await seedBars(env.DB, okx, [{ time: start + 23 * HOUR, step: HOUR, longUsd: 0, shortUsd: 0 }]);
  expect(await untold()).toEqual([HOUR]);
  expect(await untold(start, start + 23 * HOUR)).toEqual([]);
  await seedBars(env.DB, okx, [recorded(start, DAY)]);
  expect((await untold()).sort()).toEqual([HOUR, DAY].sort());
});
