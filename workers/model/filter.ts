import type { Fault } from '../../schema/fault.ts';
import { latticePosition } from '../../schema/lattice.ts';
import type { Candle } from '../../schema/market.ts';
import { HOUR } from '../../schema/range.ts';
import { credibleCandle } from './credible-candle.ts';
import { addIntrabar, addToMeans } from './intrabar.ts';
import { COLUMNS } from './leverage.ts';
import { close, open, prune, reanchor, sweep } from './mass.ts';
import { addToRow, startRow } from './row.ts';
import { ANCHOR_REACH, type FilterState } from './state.ts';
import { surpriseFactor, weigh } from './surprise.ts';
import { turnover } from './turnover.ts';

export { credibleCandle } from './credible-candle.ts';
export { unsoundPart } from './soundness.ts';
export { standing } from './standing.ts';
export { createFilter, type FilterState, MODEL_VERSION } from './state.ts';
export { decodeState, encodeState } from './state-codec.ts';

/** A candle with what else was recorded of its time; undefined is not recorded. */
export type ModelCandle = Candle & {
  /** Base units, one side, at the close. */
  openInterest?: number;
  /** What was reported as liquidated within the candle, or since an earlier time (milliseconds UTC) up to its end. */
  liquidations?: { longUsd?: number; shortUsd?: number; since?: number };
};

/** USD forecast to be liquidated in the range a candle then swept. */
export type Forecast = { longUsd: number; shortUsd: number };

const PRUNE_HOURS = 24;

/**
 * Takes one closed candle into the state, oldest first, of any step. Answers with what the state had standing,
 * before it saw the candle, in the range the candle swept. No forecast for the first candle and for one after a
 * hole in time, for what happened unseen is in neither forecast nor reports.
 *
 * A candle that is no candle or not newer than the last is refused: the state stays as it was. What was recorded beside
 * one and cannot be counts as not recorded.
 */
export function advance(state: FilterState, given: ModelCandle): { forecast?: Forecast; refused?: Fault } {
  const credible = given.time < (state.until ?? given.time) ? older(state, given) : credibleCandle(given);
  if ('refused' in credible) return credible;
  const { candle } = credible;
  const hours = candle.step / HOUR;
  const low = latticePosition(candle.low);
  const high = latticePosition(candle.high);
  const last = latticePosition(candle.close);
  const unit = state.rules.kind === 'inverse' ? candle.close : 1;
  const contiguous = state.until === candle.time;

  if (state.anchor === undefined) reanchor(state, Math.floor(last));
  if (state.until !== undefined && !contiguous) crossHole(state, candle);

  const forecast = contiguous ? consume(state, candle, low, high, hours) : undefined;
  if (forecast === undefined) {
    const start = latticePosition(candle.open);
    sweep(state, 0, start, low);
    sweep(state, 1, start, high);
    startRow(state, candle.time + candle.step);
  }

  const { longUsd = 0, shortUsd = 0 } = candle.liquidations ?? {};
  const liquidated = (((longUsd + shortUsd) / candle.close) * unit) / state.rules.reportingShare;
  const openInterest = candle.openInterest === undefined ? undefined : candle.openInterest * unit;
  const { opened, kept } = turnover(state, candle.volume * unit, openInterest, liquidated, hours);
  close(state, kept, hours);
  if (Math.abs(last - (state.anchor as number)) > ANCHOR_REACH) reanchor(state, Math.floor(last));
  open(state, low, high, last, opened);
  addToMeans(state, opened, Math.log(candle.high / candle.low), hours);

  state.close = candle.close;
  state.openInterest = openInterest ?? state.openInterest;
  state.until = candle.time + candle.step;
  state.hoursSincePrune += hours;
  if (state.hoursSincePrune >= PRUNE_HOURS) {
    prune(state);
    state.hoursSincePrune = 0;
  }
  return forecast === undefined ? {} : { forecast };
}

/** Forecasts and takes away what the candle swept, and compares with what was reported. */
function consume(
  state: FilterState,
  candle: ModelCandle,
  low: number,
  high: number,
  hours: number,
): Forecast {
  const start = latticePosition(state.close);
  const columns = new Float64Array(2 * COLUMNS);
  sweep(state, 0, start, low, columns);
  sweep(state, 1, start, high, columns);
  addIntrabar(state, candle, hours, columns);
  const forecast = {
    longUsd: surpriseFactor(state, 0) * weigh(state.weights, columns, 0),
    shortUsd: surpriseFactor(state, 1) * weigh(state.weights, columns, 1),
  };
  addToRow(state, candle, columns);
  return forecast;
}

/** Nothing is known of a hole but where price was before and after: positions age, and none stand on the wrong side. */
function crossHole(state: FilterState, candle: ModelCandle) {
  close(state, 1, (candle.time - (state.until as number)) / HOUR);
  const before = latticePosition(state.close);
  const after = latticePosition(candle.open);
  sweep(state, 0, before, after);
  sweep(state, 1, before, after);
  if (Math.abs(after - (state.anchor as number)) > ANCHOR_REACH) reanchor(state, Math.floor(after));
}

const older = ({ until }: FilterState, { time }: ModelCandle): { refused: Fault } => ({
  refused: { field: 'time', expected: `${until} or later`, got: String(time) },
});
