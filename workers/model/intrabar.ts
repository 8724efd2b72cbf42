import { LEVEL_STEP } from '../../schema/lattice.ts';
import type { Candle } from '../../schema/market.ts';
import { COLUMNS, KERNELS, LEVERAGES } from './leverage.ts';
import type { FilterState } from './state.ts';

/** Half-life of the means of openings and range, hours. */
const MEAN_HALF_LIFE_HOURS = 24;

/** The part of a candle's openings that stands in the way of the move that is still to come within it. */
const EXPOSED = 0.5;

/**
 * How openings grow with the candle's range, as a power of it: more than in proportion up to an hour. The longer the
 * candle beyond that, the less its range says how much was opened: 0.6 for a day.
 */
const rangePower = (hours: number) => 1.25 - 0.2 * Math.log(Math.max(1, hours));

/**
 * Positions opened and liquidated within one candle: no level can show them before, but the candle's range tells
 * how many to expect. Adds USD to the columns behind the kernels, per side and leverage.
 */
export function addIntrabar(state: FilterState, { high, low }: Candle, hours: number, columns: Float64Array) {
  if (state.rangeRate === 0 || high === low) return;
  const range = Math.log(high / low);
  const usual = state.rangeRate * Math.sqrt(hours);
  const value = state.rules.kind === 'inverse' ? 1 : Math.sqrt(high * low);
  const openings = EXPOSED * state.openingRate * hours * (range / usual) ** rangePower(hours) * value;
  for (let side = 0; side < 2; side++) {
    for (let bucket = 0; bucket < LEVERAGES.length; bucket++) {
      const reach = state.reaches[side]?.[bucket];
      const caught = reach === undefined ? 0 : 1 - (reach.shift * LEVEL_STEP) / range;
      const at = side * COLUMNS + KERNELS + bucket;
      if (caught > 0) columns[at] = (columns[at] as number) + openings * caught;
    }
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
