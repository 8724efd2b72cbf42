import { INTERVALS, type Interval, intervalName, RANGES, type Range } from '../../schema/range.ts';

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

/** The least interval that is not finer than asked and stays within 3000 bars, whatever is stored. */
export function finestServed(range: Range, asked: Interval = DEFAULT_INTERVALS[range]): Interval {
  const least = Math.max(INTERVALS[asked], RANGES[range].span / MAX_BARS);
  return intervalName(Math.min(...Object.values(INTERVALS).filter(interval => interval >= least)));
}

/**
 * The interval served: the least that is not finer than asked, stays within 3000 bars, and in which every bar of these
 * steps fits: they are told by no finer ones.
 */
export function servedInterval(asked: Interval, range: Range, untold: readonly number[]): Interval {
  const least = Math.max(INTERVALS[asked], RANGES[range].span / MAX_BARS);
  for (const interval of Object.values(INTERVALS).sort((a, b) => a - b)) {
    if (interval >= least && untold.every(step => interval % step === 0)) return intervalName(interval);
  }
  return '1d';
}
