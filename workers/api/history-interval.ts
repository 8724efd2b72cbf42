import { INTERVALS, type Interval, intervalName, RANGES, type Range } from '../../schema/range.ts';
import type { BarRun } from '../store/read-bars.ts';

/** The bar width of each range that gives about 60 to 180 bars, as far as there is one. */
export const DEFAULT_INTERVALS = {
  '12h': '5m',
  '24h': '15m',
  '3d': '1h',
  '7d': '2h',
  '30d': '6h',
  '90d': '12h',
  '180d': '1d',
  '1y': '1d',
} as const satisfies Record<Range, Interval>;

/** More bars than any screen has pixels, and a bound on what one question may read. */
const MAX_BARS = 3000;

/**
 * The interval served: the least that is not finer than asked, stays within 3000 bars, and whose data reach as far
 * back in the range as any that are stored.
 */
export function servedInterval(asked: Interval, range: Range, runs: readonly BarRun[]): Interval {
  const least = Math.max(INTERVALS[asked], RANGES[range].span / MAX_BARS);
  for (const interval of Object.values(INTERVALS).sort((a, b) => a - b)) {
    if (interval < least) continue;
    const first = Math.min(...runs.filter(run => interval % run.step === 0).map(run => run.first));
    if (runs.every(run => interval % run.step === 0 || first < run.first + run.step))
      return intervalName(interval);
  }
  return '1d';
}
