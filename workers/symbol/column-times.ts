import { INTERVALS, RANGES, RESOLUTIONS } from '../../schema/range.ts';

/** The widths in which the columns of candles of this step are stored: their own, but 5 minutes at least, and all coarser. */
export function columnWidths(step: number): number[] {
  const finest = Math.max(step, INTERVALS['5m']);
  return [finest, ...RESOLUTIONS.filter(width => width > finest)];
}

/**
 * The column that is complete once a candle has ended at `end` and the next opens at `next` (undefined: not known
 * yet): its opening time, or undefined while its bucket may still get another candle. A bucket that a hole cuts
 * short is complete when the first candle after the hole arrives.
 */
export function completedColumn(width: number, end: number, next?: number): number | undefined {
  const bucket = Math.floor((end - 1) / width) * width;
  if (end === bucket + width) return next === undefined ? bucket : undefined;
  return next !== undefined && next >= bucket + width ? bucket : undefined;
}

/** How long columns of a width are kept before the end of the data: twice the longest range they can serve. */
export function columnLife(width: number): number {
  const spans = Object.values(RANGES).filter(range => range.resolution <= width);
  return 2 * Math.max(...spans.map(range => range.span));
}
