import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { Exchange } from '../../../schema/exchange.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { readLastCandles } from '../../../workers/store/read-last-candles.ts';
import { candlesOf } from '../../../workers/symbol/record/candles-of.ts';
import { closesOf } from '../../../workers/symbol/record/closes-of.ts';
import { coverageOf } from '../../../workers/symbol/record/coverage-of.ts';
import { lastCandlesOf } from '../../../workers/symbol/record/last-candles-of.ts';
import { recentCoverageOf } from '../../../workers/symbol/record/recent-coverage-of.ts';
import { readCandles } from '../../support/d1/read-candles.ts';
import { readCloses } from '../../support/d1/read-closes.ts';
import { readCoverage } from '../../support/d1/read-coverage.ts';
import { readRecentCoverage } from '../../support/d1/read-recent-coverage.ts';
import { randomRows, seededRandom, seedRows } from '../../support/random-rows.ts';

const start = Date.UTC(2024, 7, 5);
const exchanges: Exchange[] = ['okx', 'binance', 'bybit', 'gate'];
const symbol = 'BTC';

/** Spans and widths to ask for, on the grid and off it, of rows of two days. */
function questions(seed: number): { step: number; from: number; to: number }[] {
  const random = seededRandom(seed);
  const odd = () => start + Math.floor(random() * 2 * DAY);
  return [
    { step: HOUR, from: start, to: start + 2 * DAY },
    { step: 5 * MINUTE, from: start + 90 * MINUTE, to: start + 30 * HOUR },
    { step: 2 * HOUR, from: start + DAY, to: start + 3 * DAY },
    { step: DAY, from: start - DAY, to: odd() },
    { step: 30 * MINUTE, from: odd(), to: start + 2 * DAY + 1 },
  ];
}

for (const seed of [1, 2, 3, 4, 5, 6, 7, 8])
  test(`candles give what their rows in D1 give (${seed})`, async () => {
    const rows = randomRows({ seed, exchanges: exchanges.slice(0, 3), start, days: 2 });
    await seedRows(env.DB, rows);
    const tracks = exchanges.map(exchange => ({ symbol, exchange }));
    expect(lastCandlesOf(rows, { symbol, exchanges })).toEqual(await readLastCandles(env.DB, tracks));
    for (const { step, from, to } of questions(seed)) {
      const span = { from, to };
      expect(coverageOf(rows, { exchanges, step, ...span })).toEqual(
        await readCoverage(env.DB, { symbol, exchanges, step, ...span }),
      );
      expect([...closesOf(rows, { exchanges, interval: step, ...span })]).toEqual([
        ...(await readCloses(env.DB, { symbol, exchanges, interval: step, ...span })),
      ]);
      for (const exchange of exchanges) {
        const candles = rows.get(exchange)?.candles ?? [];
        expect(candlesOf(candles, { step, ...span })).toEqual(
          await readCandles(env.DB, { symbol, exchange, step, ...span }),
        );
        const recent = await readRecentCoverage(env.DB, [{ symbol, exchange, to }], to - from);
        expect(recentCoverageOf(candles, { to, span: to - from })).toEqual(recent.get(exchange));
      }
    }
  });

test('more than 100 holes: the longest are told', async () => {
  const candles = Array.from({ length: 150 }, (_, i) => ({
    ...{ time: start + 10 * i * MINUTE + (i % 7) * MINUTE, step: MINUTE },
    ...{ open: 1, high: 1, low: 1, close: 1, volume: 1 },
  }));
  const rows = new Map([['okx' as const, { candles, bars: [], feeds: [] }]]);
  await seedRows(env.DB, rows);
  const asked = { exchanges: ['okx' as const], step: HOUR, from: start, to: start + DAY };
  const [covered] = coverageOf(rows, asked);
  expect(covered?.gaps).toHaveLength(100);
  expect([covered]).toEqual(await readCoverage(env.DB, { symbol, ...asked }));
});
