import type { LevelColumn } from '../../schema/lattice.ts';
import { RANGES, type Range } from '../../schema/range.ts';
import type { TimedColumn } from '../symbol/columns.ts';
import type { PriceRows } from './price-rows.ts';

/** Columns of a grid: column x covers [start + x·step, + step). */
export type TimeColumns = { start: number; step: number; count: number };

/**
 * The columns of a range that ends at `end`, the last close: `step` wide, aligned on UTC, the last one partial
 * where the close falls inside of it.
 */
export function timeColumns(range: Range, step: number, end: number): TimeColumns {
  const last = Math.floor((end - 1) / step) * step;
  const start = Math.min(last, Math.ceil((end - RANGES[range].span) / step) * step);
  return { start, step, count: (last - start) / step + 1 };
}

/**
 * The width a range is served in: the least stored one that is not finer than the range's own and than the candles
 * (`step`). Where no column is stored yet, the wider of the two.
 */
export function servedResolution(range: Range, step: number, stored: readonly number[]): number {
  const least = Math.max(RANGES[range].resolution, step);
  const fitting = stored.filter(width => width >= least);
  return fitting.length > 0 ? Math.min(...fitting) : least;
}

/** The newest column in the finest width, frozen at time + resolution. */
export type NewestColumn = TimedColumn & { resolution: number };

/**
 * The columns, with the last one from `newest` where it is not stored yet: a column is stored when its bucket is
 * over and every exchange has come in. What stood at its start is what is known of it until then.
 */
export function withNewest(
  columns: readonly TimedColumn[],
  time: TimeColumns,
  newest: NewestColumn | undefined,
): readonly TimedColumn[] {
  const last = time.start + (time.count - 1) * time.step;
  if (!newest || newest.time + newest.resolution < last || columns.at(-1)?.time === last) return columns;
  return [...columns, { time: last, column: newest.column }];
}

/** Whether the model has consumed every candle up to the close `end` that fills a column. */
export const isCaughtUp = (newest: NewestColumn | undefined, end: number): boolean =>
  newest !== undefined && newest.time + newest.resolution > end - newest.resolution;

/** USD per cell, column-major: cell x · rows.count + y. A column that is not there is a hole, all 0. */
export function gridCells(columns: readonly TimedColumn[], time: TimeColumns, rows: PriceRows): Float64Array {
  const cells = new Float64Array(time.count * rows.count);
  for (const { time: opens, column } of columns) {
    const x = (opens - time.start) / time.step;
    if (!Number.isInteger(x) || x < 0 || x >= time.count) continue;
    addColumn(cells, x * rows.count, column, rows);
  }
  return cells;
}

/** Adds the levels of a column to the rows from `offset` on that hold them. */
function addColumn(
  cells: Float64Array,
  offset: number,
  { firstLevel, usd }: LevelColumn,
  { first, levels, count }: PriceRows,
): void {
  const from = Math.max(0, first * levels - firstLevel);
  const to = Math.min(usd.length, (first + count) * levels - firstLevel);
  let left = levels - ((((firstLevel + from) % levels) + levels) % levels);
  for (let i = from, at = offset + Math.floor((firstLevel + from) / levels) - first; i < to; i++) {
    cells[at] = (cells[at] as number) + (usd[i] as number);
    if (--left === 0) {
      left = levels;
      at++;
    }
  }
}
