import { COLUMNS } from './leverage.ts';
import type { FilterState } from './state.ts';

const HALF_LIFE_HOURS = 48;
const EXPONENT = 0.4;
/** Hours of mean size added to both sums: with little seen the factor stays near 1. */
const GROUND_HOURS = 2;

/** How much more or less than forecast was lately liquidated on a side, damped; 1 where nothing is known. */
export function surpriseFactor(state: FilterState, side: number): number {
  const hours = state.recentHours;
  if (hours === 0) return 1;
  const observed = state.recentObserved[side] as number;
  const forecast = weigh(state.weights, state.recentColumns, side);
  const ground = (GROUND_HOURS * (observed + forecast)) / (2 * hours);
  return ground === 0 ? 1 : ((observed + ground) / (forecast + ground)) ** EXPONENT;
}

/** The unadjusted forecast of a side: its columns, each with its weight. */
export function weigh(weights: Float64Array, columns: Float64Array, side: number): number {
  let sum = 0;
  for (let column = 0; column < COLUMNS; column++) {
    sum += (weights[column] as number) * (columns[side * COLUMNS + column] as number);
  }
  return sum;
}

/** Lets a row into the last 48 hours. A side nobody reported (NaN) counts as if all came as forecast. */
export function addRecent(state: FilterState, columns: Float64Array, observed: Float64Array, hours: number) {
  const fade = 0.5 ** (hours / HALF_LIFE_HOURS);
  for (let at = 0; at < 2 * COLUMNS; at++) {
    state.recentColumns[at] = (state.recentColumns[at] as number) * fade + (columns[at] as number);
  }
  for (let side = 0; side < 2; side++) {
    const reported = observed[side] as number;
    const usd = Number.isNaN(reported) ? weigh(state.weights, columns, side) : reported;
    state.recentObserved[side] = (state.recentObserved[side] as number) * fade + usd;
  }
  state.recentHours = state.recentHours * fade + hours;
}
