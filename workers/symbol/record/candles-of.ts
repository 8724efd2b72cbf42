import type { Candle } from '../../../schema/market.ts';
import { type Bucket, bucketsOf, most } from './candle-groups.ts';
import type { CandleRun } from './runs.ts';
import { totalOf } from './sql-sum.ts';

/**
 * Candles of width `step` (ms, aligned on UTC) made of those of an exchange that fit in it and open at from <= time < to,
 * oldest first: the open of the first, the extremes, the close of the last. A bucket without candles is absent.
 * Candles of several steps may overlap: prices do not mind, and the volume is that of the step that covers most.
 */
export const candlesOf = (
  candles: readonly CandleRun[],
  { step, from, to }: { step: number; from: number; to: number },
): Candle[] => bucketsOf(candles, { width: step, from, to }).map(bucket => merge(bucket, step));

function merge({ time, groups }: Bucket, step: number): Candle {
  // Of equals the coarsest counts.
  const coarsestFirst = groups.length > 1 ? groups.toReversed() : groups;
  return {
    time,
    step,
    open: most(coarsestFirst, group => -group.first).open,
    high: Math.max(...groups.map(group => group.high)),
    low: Math.min(...groups.map(group => group.low)),
    close: most(coarsestFirst, group => group.last + group.step).close,
    volume: totalOf(most(coarsestFirst, group => group.covered).volume),
  };
}
