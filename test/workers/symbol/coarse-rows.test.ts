import { expect, test } from 'vitest';
import type { Exchange } from '../../../schema/exchange.ts';
import type { LiquidationBar } from '../../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { joined } from '../../../workers/store/spans.ts';
import type { MarketRows } from '../../../workers/symbol/market-rows.ts';
import { barRunsOf } from '../../../workers/symbol/record/bar-runs-of.ts';
import { withSums } from '../../../workers/symbol/record/bar-sums.ts';
import { barsOf } from '../../../workers/symbol/record/bars-of.ts';
import { candlesOf } from '../../../workers/symbol/record/candles-of.ts';
import { closesOf } from '../../../workers/symbol/record/closes-of.ts';
import { coarseRows } from '../../../workers/symbol/record/coarse-rows.ts';
import { coverageOf } from '../../../workers/symbol/record/coverage-of.ts';
import { joinRows } from '../../../workers/symbol/record/join-rows.ts';
import type { MarketRuns } from '../../../workers/symbol/record/runs.ts';
import { untoldStepsOf } from '../../../workers/symbol/record/untold-steps-of.ts';
import { watchedOf } from '../../../workers/symbol/record/watched-of.ts';
import { daysOf, randomRows } from '../../support/random-rows.ts';

const start = Date.UTC(2024, 7, 5);
const days = 5;
const exchanges: Exchange[] = ['okx', 'binance', 'bybit', 'gate'];
const openOf = (time: number) => Math.floor(time / DAY) * DAY;

/** Rows without those that reach over midnight from off the grid. */
const withinDays = (rows: MarketRows): MarketRows =>
  new Map(
    [...rows].map(([exchange, { candles, bars, feeds }]) => {
      const isWithin = ({ time, step }: { time: number; step: number }) =>
        openOf(time + step - 1) === openOf(time);
      return [exchange, { candles: candles.filter(isWithin), bars: bars.filter(isWithin), feeds }];
    }),
  );

/** What is read of rows over a span, sums without their last bits. */
function readings(rows: MarketRuns, { step, ...span }: { step: number; from: number; to: number }) {
  const rounded = (sum: number | undefined) => sum && Number(sum.toPrecision(13));
  const runs = barRunsOf(rows, span).filter(run => step % run.step !== 0);
  const { bars, spans } = barsOf(rows, { exchanges, interval: step, ...span });
  return {
    coverage: coverageOf(rows, { exchanges, step, ...span }).map(one => ({
      ...one,
      turnoverUsd: rounded(one.turnoverUsd),
    })),
    closes: closesOf(rows, { exchanges, interval: step, ...span }),
    candles: exchanges.map(exchange =>
      candlesOf(rows.get(exchange)?.candles ?? [], { step, ...span }).map(candle => ({
        ...candle,
        volume: rounded(candle.volume),
      })),
    ),
    untold: untoldStepsOf(rows, { runs, ...span }).sort(),
    bars: bars.map(bar => ({ ...bar, longUsd: rounded(bar.longUsd), shortUsd: rounded(bar.shortUsd) })),
    recorded: exchanges.map(exchange => joined(spans.get(exchange)?.recorded ?? [])),
    summed: exchanges.map(exchange => spans.get(exchange)?.summed ?? []),
    watched: watchedOf(rows, { exchanges, ...span }),
  };
}

for (const seed of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  test(`of coarse days the same is read as of whole ones (${seed})`, () => {
    const rows = withinDays(
      randomRows({ seed, exchanges: exchanges.slice(0, 3), start, days, offGrid: seed % 3 === 0 }),
    );
    const raw = daysOf(rows, start, days);
    const end = start + days * DAY;
    for (const step of [2 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR, DAY])
      for (const from of [start, start + DAY, start + step * (seed % 5)]) {
        const width = seed % 2 === 0 ? 2 * HOUR : step;
        const coarse = raw.map(day => coarseRows(day, width));
        const mixed = withSums(joinRows([...coarse.slice(0, 3), ...raw.slice(3)]), end);
        const expected = readings(withSums(rows, end), { step, from, to: end });
        expect(readings(joinRows(coarse), { step, from, to: end })).toEqual(expected);
        expect(readings(mixed, { step, from, to: end })).toEqual(expected);
      }
  });

test('a day of minutes is twelve candles and its sums over hours', () => {
  const [time, step] = [start, MINUTE];
  const minutes = Array.from({ length: 1440 }, (_, i) => ({ time: time + i * step, step }));
  const candles = minutes.map(minute => ({ ...minute, open: 1, high: 3, low: 1, close: 2, volume: 1 }));
  const bars: LiquidationBar[] = minutes.map(minute => ({ ...minute, longUsd: 1, shortUsd: 2, count: 1 }));
  const rows = coarseRows(new Map([['okx', { candles, bars, feeds: [] }]]), 2 * HOUR).get('okx');
  expect(rows?.candles).toHaveLength(12);
  expect(rows?.candles[1]).toEqual({
    ...{ time: start + 2 * HOUR, step: MINUTE, open: 1, high: 3, low: 1, close: 2 },
    ...{ count: 120, volume: 120, lost: 0, turnover: 240, overlapped: false },
  });
  expect(rows?.bars).toHaveLength(25);
  expect(rows?.bars[0]).toEqual({ time: start, step: HOUR, longUsd: 60, shortUsd: 120, count: 60 });
  expect(rows?.bars[1]).toEqual({ time: start, step: DAY, longUsd: 1440, shortUsd: 2880, count: 1440 });
});

test('merged to days, a day of minutes is one candle and one sum', () => {
  const minutes = Array.from({ length: 1440 }, (_, i) => ({ time: start + i * MINUTE, step: MINUTE }));
  const candles = minutes.map(minute => ({ ...minute, open: 1, high: 3, low: 1, close: 2, volume: 1 }));
  const bars: LiquidationBar[] = minutes.map(minute => ({ ...minute, longUsd: 1, count: 1 }));
  const rows = coarseRows(new Map([['okx', { candles, bars, feeds: [] }]]), DAY).get('okx');
  expect(rows?.candles.map(({ count }) => count)).toEqual([1440]);
  expect(rows?.bars).toEqual([{ time: start, step: DAY, longUsd: 1440, count: 1440 }]);
});

test('totals that somebody recorded stay as they are, and events in them are left out', () => {
  const bars: LiquidationBar[] = Array.from({ length: 30 }, (_, i) => ({
    ...{ time: start + i * 5 * MINUTE, step: 5 * MINUTE },
    longUsd: 1,
  }));
  const minute = { time: start, step: MINUTE, longUsd: 1, count: 1 };
  const rows = coarseRows(new Map([['okx', { candles: [], bars: [minute, ...bars], feeds: [] }]]), 2 * HOUR);
  expect(rows.get('okx')?.bars).toEqual(bars);
});

test('a total of four hours is not told by totals of several steps that fill it together', () => {
  const recorded = (opens: number, step: number, count: number): LiquidationBar[] =>
    Array.from({ length: count }, (_, i) => ({ time: start + opens + i * step, step, longUsd: 1 }));
  const told = [...recorded(0, 5 * MINUTE, 24), ...recorded(2 * HOUR, 15 * MINUTE, 8)];
  const bars = [...recorded(0, 4 * HOUR, 1), ...told].sort((a, b) => a.time - b.time || a.step - b.step);
  const rows = coarseRows(new Map([['okx', { candles: [], bars, feeds: [] }]]), 2 * HOUR);
  const span = { from: start, to: start + DAY };
  const runs = barRunsOf(rows, span).filter(({ step }) => step === 4 * HOUR);
  expect(untoldStepsOf(rows, { runs, ...span })).toEqual([4 * HOUR]);
});
