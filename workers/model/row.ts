import { HOUR } from '../../schema/range.ts';
import type { ModelCandle } from './filter.ts';
import { learnRow, ROW_HOURS } from './learn.ts';
import { COLUMNS } from './leverage.ts';
import type { FilterState } from './state.ts';

/**
 * Adds a candle's columns to the pending row, and learns from it once reports cover it in full. Candles whose
 * reports never come are left out: nothing is learned from what nobody saw.
 */
export function addToRow(state: FilterState, candle: ModelCandle, columns: Float64Array) {
  const { pending } = state;
  const end = candle.time + candle.step;
  for (let at = 0; at < 2 * COLUMNS; at++) {
    pending.columns[at] = (pending.columns[at] as number) + (columns[at] as number);
  }
  if (candle.liquidations === undefined) return;
  const { longUsd, shortUsd, since = candle.time } = candle.liquidations;
  if (since !== pending.reportedUntil) {
    startRow(state, since === candle.time ? candle.time : end);
    if (since !== candle.time) return;
    pending.columns.set(columns);
  }
  pending.reportedUntil = end;
  // NaN marks a side nobody reported, and stays through the sum.
  pending.observed[0] = (pending.observed[0] as number) + (longUsd ?? Number.NaN);
  pending.observed[1] = (pending.observed[1] as number) + (shortUsd ?? Number.NaN);
  const hours = (end - pending.from) / HOUR;
  if (hours < ROW_HOURS) return;
  learnRow(state, pending, hours);
  startRow(state, end);
}

/** An empty row from a time on, milliseconds UTC. */
export function startRow({ pending }: FilterState, from: number) {
  pending.from = from;
  pending.reportedUntil = from;
  pending.observed.fill(0);
  pending.columns.fill(0);
}
