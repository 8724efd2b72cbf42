import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { saveCoverage } from '../../../workers/store/save-coverage.ts';
import { readModelCandles } from '../../support/d1/read-model-candles.ts';
import { clearMarkets, flatCandles, seedBars, seedCandles } from '../../support/seed-market.ts';

const start = Date.UTC(2026, 0, 5, 12);
const step = 5 * MINUTE;
const track = { symbol: 'BTC', exchange: 'okx' } as const;

/** Coverage of the minutes from `first` to before `end` after start. */
const seen = (feed: string, first: number, end: number, seconds = 60) =>
  env.DB.batch(
    saveCoverage(
      env.DB,
      Array.from({ length: end - first }, (_, i) => ({
        exchange: 'okx' as const,
        feed,
        time: start + (first + i) * MINUTE,
        seconds,
        events: 0,
      })),
    ),
  );

async function liquidations() {
  const { candles } = await readModelCandles(env.DB, { ...track, from: start, limit: 100 });
  return candles.map(candle => candle.liquidations);
}

beforeEach(async () => {
  await clearMarkets(env.DB);
  await env.DB.exec('DELETE FROM feed_coverage');
});

test('a candle whose minutes were all watched and had no event is a recorded zero, any other is not recorded', async () => {
  await seedCandles(env.DB, track, flatCandles(start, step, 3, 100));
  await seen('swap', 0, 9);
  expect(await liquidations()).toEqual([{ longUsd: 0, shortUsd: 0 }, undefined, undefined]);
});

test('one feed that did not watch, or not the whole minute, leaves the candle unrecorded', async () => {
  await seedCandles(env.DB, track, flatCandles(start, step, 2, 100));
  await seen('swap', 0, 10);
  await seen('futures', 0, 7);
  await seen('futures', 7, 10, 30);
  expect(await liquidations()).toEqual([{ longUsd: 0, shortUsd: 0 }, undefined]);
});

test('what was recorded is kept, watched or not, and a watched side without bars is zero', async () => {
  await seedCandles(env.DB, track, flatCandles(start, step, 2, 100));
  await seedBars(env.DB, track, [
    { time: start, step: MINUTE, longUsd: 5 },
    { time: start + 4 * MINUTE, step: MINUTE, longUsd: 2 },
    { time: start + step, step: MINUTE, shortUsd: 7 },
  ]);
  await seen('swap', 0, 5);
  expect(await liquidations()).toEqual([{ longUsd: 7, shortUsd: 0 }, { shortUsd: 7 }]);
});

test('a candle of an hour is a zero when its whole hour was watched, a longer one never is', async () => {
  await seedCandles(env.DB, track, flatCandles(start, HOUR, 2, 100));
  await seen('swap', 0, 119);
  expect(await liquidations()).toEqual([{ longUsd: 0, shortUsd: 0 }, undefined]);
  await clearMarkets(env.DB);
  await seedCandles(env.DB, track, flatCandles(start, 2 * HOUR, 1, 100));
  await seen('swap', 119, 120);
  expect(await liquidations()).toEqual([undefined]);
});
