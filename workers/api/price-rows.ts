import { LEVEL_STEP, type LevelRange, latticePosition, levelOf, priceOfLevel } from '../../schema/lattice.ts';
import type { Range } from '../../schema/range.ts';
import type { TimedColumn } from '../symbol/columns.ts';

/** Rows of a grid: row y sums `levels` consecutive levels of the lattice, from level (first + y) · levels up. */
export type PriceRows = { first: number; levels: number; count: number };

export const MAX_ROWS = 400;

/**
 * How far beyond the extremes of a range liquidity is shown, in log price. What a range's trader can meet next is
 * about as far as price moved in such a span before: 8 % for a day, a third for a year.
 */
const MARGINS = {
  '12h': 0.08,
  '24h': 0.08,
  '3d': 0.1,
  '7d': 0.12,
  '30d': 0.18,
  '90d': 0.25,
  '180d': 0.3,
  '1y': 0.35,
} as const satisfies Record<Range, number>;

/** The least that is kept beyond the extremes where nothing stands, in levels. */
const PADDING = 10;
/** Edges fall on multiples of this many levels, so that rows stay put while time goes on. */
const SNAP = 10;
/** Beyond the window rows reach no further than one of them is high, in levels; a multiple of SNAP. */
const REACH = 50;
/** What is this much below the densest level is not drawn, and need not be shown. */
const FAINTEST = Math.exp(-10);

/** The extremes of the candles of a range, USD per base unit. */
export type Extremes = { low: number; high: number };

/** All levels that the rows of a range may sum, whatever stands there: what need not be read lies outside. */
export function levelsInReach(range: Range, extremes: Extremes): LevelRange {
  const { bottom, top } = priceWindow(range, extremes);
  // Rows of several levels begin at their multiples, a little further out; layers in bins of levels do as well.
  return { bottom: snapDown(bottom) - REACH, top: snapDown(top) + SNAP - 1 + REACH };
}

function priceWindow(range: Range, { low, high }: Extremes): LevelRange {
  const margin = MARGINS[range] / LEVEL_STEP;
  return { bottom: levelOf(low) - margin, top: levelOf(high) + margin };
}

/**
 * The rows of a grid: from below the lowest low to above the highest high by the range's margin, cut where nothing
 * stands, in as few levels per row as give 400 rows or fewer.
 */
export function priceRows(range: Range, { low, high }: Extremes, columns: readonly TimedColumn[]): PriceRows {
  const window = priceWindow(range, { low, high });
  const standing = standingLevels(columns, window);
  const bottom = snapDown(Math.max(window.bottom, Math.min(standing.bottom, levelOf(low) - PADDING)));
  const top = snapDown(Math.min(window.top, Math.max(standing.top, levelOf(high) + PADDING))) + SNAP - 1;
  let levels = 1;
  while (Math.floor(top / levels) - Math.floor(bottom / levels) + 1 > MAX_ROWS) levels++;
  const first = Math.floor(bottom / levels);
  return { first, levels, count: Math.floor(top / levels) - first + 1 };
}

/** The rows as the wire says them: row y covers [first · ratio^y, first · ratio^(y+1)). */
export const priceAxis = ({ first, levels, count }: PriceRows) => ({
  scale: 'log' as const,
  first: priceOfLevel(first * levels),
  ratio: Math.exp(levels * LEVEL_STEP),
  count,
});

/** The row that holds a price; may lie outside of the grid. */
export const rowOf = (price: number, { first, levels }: PriceRows): number =>
  Math.floor(latticePosition(price) / levels) - first;

const snapDown = (level: number) => Math.floor(level / SNAP) * SNAP;

/** The lowest and the highest level within the window on which more than dust stands in any column. */
function standingLevels(columns: readonly TimedColumn[], window: LevelRange): LevelRange {
  let max = 0;
  for (const { column } of columns) max = Math.max(max, greatest(column.usd));
  const least = max * FAINTEST;
  const standing = { bottom: Number.POSITIVE_INFINITY, top: Number.NEGATIVE_INFINITY };
  for (const { column } of columns) {
    const { firstLevel, usd } = column;
    // From both ends inward, no further than what is known already.
    let low = Math.max(0, Math.ceil(window.bottom) - firstLevel);
    const lowEnd = Math.min(usd.length, standing.bottom - firstLevel);
    while (low < lowEnd && !((usd[low] as number) > least)) low++;
    if (low < lowEnd) standing.bottom = firstLevel + low;
    let high = Math.min(usd.length - 1, Math.floor(window.top) - firstLevel);
    const highEnd = Math.max(-1, standing.top - firstLevel);
    while (high > highEnd && !((usd[high] as number) > least)) high--;
    if (high > highEnd) standing.top = firstLevel + high;
  }
  return standing;
}

function greatest(values: Float64Array): number {
  let max = 0;
  for (let i = 0; i < values.length; i++) if ((values[i] as number) > max) max = values[i] as number;
  return max;
}
