import { LEVEL_STEP } from '../../schema/lattice.ts';
import { COMPARTMENTS, KERNELS } from './leverage.ts';
import type { FilterState } from './state.ts';

/** Half-life of the means of openings and range, hours. */
const MEAN_HALF_LIFE_HOURS = 24;

/** The part of a candle's openings that stands in the way of the move that is still to come within it. */
const EXPOSED = 0.5;

/**
 * Positions opened and liquidated within one candle: no level can show them before, but the candle's range tells
 * how many to expect. Adds USD per kernel of the young compartment to `columnUsd`.
 *
 * `range` is ln(high/low), `value` USD per unit of quantity.
 */
export function addIntrabar(
  state: FilterState,
  shifts: Float64Array,
  side: number,
  range: number,
  hours: number,
  value: number,
  columnUsd: Float64Array,
) {
  if (state.averagedHours === 0 || range === 0 || state.rangeRate === 0) return;
  const typical = state.rangeRate * Math.sqrt(hours);
  const openings = state.openingRate * hours * (range / typical) * EXPOSED * value;
  for (let kernel = 0; kernel < KERNELS; kernel += COMPARTMENTS) {
    const reach = 1 - (Math.abs(shifts[side * KERNELS + kernel] as number) * LEVEL_STEP) / range;
    if (reach > 0) columnUsd[kernel] = (columnUsd[kernel] as number) + openings * reach;
  }
}

/** Takes a candle into the means of openings and range. */
export function addToMeans(state: FilterState, opened: number, range: number, hours: number) {
  const fade = 0.5 ** (hours / MEAN_HALF_LIFE_HOURS);
  const before = state.averagedHours * fade;
  const averaged = before + hours;
  state.openingRate = (state.openingRate * before + opened) / averaged;
  state.rangeRate = (state.rangeRate * before + range * Math.sqrt(hours)) / averaged;
  state.averagedHours = averaged;
}
