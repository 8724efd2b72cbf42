import fc from 'fast-check';
import { HOUR } from '../../../schema/range.ts';
import type { ModelCandle } from '../../../workers/model/filter.ts';

/** So many markets, the same in every run: a failure is found again, and shrinks to its smallest market. */
export const count = (numRuns: number): { numRuns: number; seed: number } => ({ numRuns, seed: 2_025 });

type Bar = {
  move: number;
  up: number;
  down: number;
  turnover: number;
  change: number;
  liquidated: [number, number];
  missing: number;
};

/** Steps rather than doubles: the least doubles are below what float32 levels can hold. */
const upTo = (max: number) => fc.integer({ min: 0, max: 10_000 }).map(n => (n / 10_000) * max);

const bar: fc.Arbitrary<Bar> = fc.record({
  move: upTo(0.1).map(n => n - 0.05),
  up: upTo(0.02),
  down: upTo(0.02),
  turnover: upTo(0.5),
  change: upTo(0.4).map(n => n - 0.2),
  liquidated: fc.tuple(upTo(0.001), upTo(0.001)),
  missing: fc.integer({ min: 0, max: 9 }),
});

/**
 * Markets of any shape: jumps, still bars, holes in time (`missing` 0), bars without open interest (1), without
 * liquidations (2) or without volume (3). Prices start at 100 USD, open interest at 1,000.
 */
export const markets = (holes = true): fc.Arbitrary<ModelCandle[]> =>
  fc
    .tuple(fc.constantFrom(HOUR / 12, HOUR, 24 * HOUR), fc.array(bar, { minLength: 2, maxLength: 60 }))
    .map(([step, bars]) => {
      let close = 100;
      let openInterest = 1000;
      let time = 0;
      return bars.map(({ move, up, down, turnover, change, liquidated, missing }) => {
        if (missing === 0 && holes) time += 3 * step;
        const open = close;
        close *= Math.exp(move);
        openInterest *= 1 + change;
        const candle: ModelCandle = {
          time,
          step,
          open,
          high: Math.max(open, close) * Math.exp(up),
          low: Math.min(open, close) * Math.exp(-down),
          close,
          volume: missing === 3 ? 0 : turnover * openInterest,
        };
        if (missing !== 1) candle.openInterest = openInterest;
        if (missing !== 2) {
          const [long, short] = liquidated;
          candle.liquidations = {
            longUsd: long * openInterest * close,
            shortUsd: short * openInterest * close,
          };
        }
        time += step;
        return candle;
      });
    });
