import type { FilterState } from './state.ts';

const HALF_LIFE_HOURS = 48;
/** Half-life of the mean size an hour has; long, for it is only the ground the two sums stand on. */
const SIZE_HALF_LIFE_HOURS = 720;
const EXPONENT = 0.4;
/** Hours of mean size added to both sums: with little seen the factor stays near 1. */
const GROUND_HOURS = 2;

/** How much more or less than forecast was lately liquidated on a side, damped; 1 where nothing is known. */
export function surpriseFactor(state: FilterState, side: number): number {
  const hours = state.surpriseHours[side] as number;
  if (hours === 0) return 1;
  const ground = (GROUND_HOURS * (state.surpriseSize[side] as number)) / hours;
  if (ground === 0) return 1;
  const observed = (state.surpriseObserved[side] as number) + ground;
  return (observed / ((state.surpriseForecast[side] as number) + ground)) ** EXPONENT;
}

/** Adds `hours` in which `observed` USD were reported where the unadjusted forecast was `forecast`. */
export function addSurprise(
  state: FilterState,
  side: number,
  observed: number,
  forecast: number,
  hours: number,
) {
  const fade = 0.5 ** (hours / HALF_LIFE_HOURS);
  const sizeFade = 0.5 ** (hours / SIZE_HALF_LIFE_HOURS);
  state.surpriseObserved[side] = (state.surpriseObserved[side] as number) * fade + observed;
  state.surpriseForecast[side] = (state.surpriseForecast[side] as number) * fade + forecast;
  state.surpriseSize[side] = (state.surpriseSize[side] as number) * sizeFade + (observed + forecast) / 2;
  state.surpriseHours[side] = (state.surpriseHours[side] as number) * sizeFade + hours;
}
