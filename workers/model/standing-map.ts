import type { LevelColumn } from '../../schema/lattice.ts';
import { COMPARTMENTS, KERNELS, LEVERAGE_GROUPS } from './leverage.ts';
import { standingSpan } from './standing.ts';
import { type FilterState, SPAN, WINDOW } from './state.ts';
import { surpriseFactor } from './surprise.ts';
import { uncertainty } from './uncertainty.ts';
import { levelValues, spanStart, windowOffset } from './window.ts';

export type LeverageGroup = keyof typeof LEVERAGE_GROUPS;
const GROUP_NAMES = Object.keys(LEVERAGE_GROUPS) as LeverageGroup[];

/** What stands, with what the model does not know about it. All arrays run over the same levels. */
export type StandingMap = LevelColumn & {
  /** The mean by leverage group; they sum to `usd`. */
  groups: Record<LeverageGroup, Float64Array>;
  /** USD that 10 % and 90 % of the weights the data allow would give. */
  low: Float64Array;
  high: Float64Array;
  /** Part of the mean, 0 to 1, that rests on weights the data have hardly tested; 0 where nothing stands. */
  priorShare: Float64Array;
};

/** Of the standard normal distribution: 90 % lie below. */
const NORMAL_90 = 1.2815515655446004;

/** Places of the arrays of a map in its memory. The first five are sums over kernels, the band's spread in `low`, until they are finished. */
const ARRAYS = { upTo10: 0, from20To25: 1, from50: 2, priorShare: 3, low: 4, high: 5, usd: 6 };
const ARRAY_COUNT = Object.keys(ARRAYS).length;
const SUMS = 5;

/** Memory for one map after another: taking new memory costs half as much as filling it. */
export const standingRoom = (): Float64Array => new Float64Array(ARRAY_COUNT * SPAN);

/**
 * `standing` with its provenance: by leverage group, with the 10–90 % band of its weights (independent gammas whose
 * spread is the fit's curvature times its dispersion), and with the share that is still the prior's.
 *
 * The arrays of a map in a `room` of `standingRoom` hold until the room is used again; without one they are the caller's.
 */
export function standingMap(state: FilterState, room?: Float64Array): StandingMap {
  const { start, end } = standingSpan(state);
  const levels = end - start;
  // All arrays lie in one, which makes its loops a third faster than seven of them do.
  const all = room ?? new Float64Array(ARRAY_COUNT * levels);
  if (room) room.fill(0, 0, SUMS * levels);
  sumKernels(state, start, levels, all);
  finish(all, levels, levelValues(state), start);
  const array = (name: keyof typeof ARRAYS) =>
    all.subarray(ARRAYS[name] * levels, (ARRAYS[name] + 1) * levels);
  return {
    firstLevel: spanStart(state.anchor ?? 0) + start,
    usd: array('usd'),
    groups: { upTo10: array('upTo10'), from20To25: array('from20To25'), from50: array('from50') },
    low: array('low'),
    high: array('high'),
    priorShare: array('priorShare'),
  };
}

/** Sums up the kernels in quantities: the mean by group, the prior's part of it, and the squares of its spread. */
function sumKernels(state: FilterState, start: number, levels: number, all: Float64Array) {
  const { variance, priorShare } = uncertainty(state);
  const factors = new Float64Array(KERNELS * FACTORS);
  for (let side = 0; side < 2; side++) {
    const surprise = surpriseFactor(state, side);
    for (let kernel = 0; kernel < KERNELS; kernel++) {
      const factor = surprise * (state.scale[kernel % COMPARTMENTS] as number);
      const mean = factor * (state.weights[kernel] as number);
      const at = kernel * FACTORS;
      factors[at] = mean;
      factors[at + 1] = mean * (priorShare[kernel] as number);
      factors[at + 2] = factor * factor * (variance[kernel] as number);
    }
    const shift = windowOffset(side) - start;
    for (const name of GROUP_NAMES) {
      const [first, last] = LEVERAGE_GROUPS[name];
      for (let bucket = first; bucket < last; bucket++)
        addLeverage(state, side, bucket, factors, all, levels, shift, ARRAYS[name]);
    }
  }
}

/** What a kernel's stored level adds to the mean, to the prior's part of it, and, squared, to the variance. */
const FACTORS = 3;

/** Adds a side's leverage: young and old lie side by side and are read together, which halves the writing. */
function addLeverage(
  { mass, from, to }: FilterState,
  side: number,
  bucket: number,
  factors: Float64Array,
  all: Float64Array,
  levels: number,
  shift: number,
  group: number,
) {
  const kernel = bucket * COMPARTMENTS;
  const factor = (n: number) => factors[kernel * FACTORS + n] as number;
  const [young1, youngPrior, young2] = [factor(0), factor(1), factor(2)];
  const [old1, oldPrior, old2] = [factor(3), factor(4), factor(5)];
  // A weight of 0 has no variance either.
  if (young1 === 0 && old1 === 0) return;
  const at = side * KERNELS + kernel;
  const first = Math.min(from[at] as number, from[at + 1] as number);
  // Engines read what a module imports again in every turn of a loop.
  const window = WINDOW;
  const base = at * window;
  const end = base + Math.max(to[at] as number, to[at + 1] as number);
  let mean = group * levels + shift + first;
  let prior = ARRAYS.priorShare * levels + shift + first;
  let square = ARRAYS.low * levels + shift + first;
  for (let i = base + first; i < end; i++, mean++, prior++, square++) {
    const young = mass[i] as number;
    const old = mass[i + window] as number;
    all[mean] = (all[mean] as number) + young1 * young + old1 * old;
    all[prior] = (all[prior] as number) + youngPrior * young + oldPrior * old;
    all[square] = (all[square] as number) + young2 * young * young + old2 * old * old;
  }
}

/** Turns the sums into USD, share and band. */
function finish(all: Float64Array, levels: number, values: Float64Array, start: number) {
  const [fromUsual, fromReckless] = [ARRAYS.from20To25 * levels, ARRAYS.from50 * levels];
  const [fromPrior, fromUsd] = [ARRAYS.priorShare * levels, ARRAYS.usd * levels];
  const [fromLow, fromHigh] = [ARRAYS.low * levels, ARRAYS.high * levels];
  for (let i = 0; i < levels; i++) {
    const slow = all[i] as number;
    const usual = all[fromUsual + i] as number;
    const reckless = all[fromReckless + i] as number;
    const mean = slow + usual + reckless;
    const inverse = mean > 0 ? 1 / mean : 0;
    const value = values[start + i] as number;
    const meanUsd = mean * value;
    all[i] = slow * value;
    all[fromUsual + i] = usual * value;
    all[fromReckless + i] = reckless * value;
    all[fromUsd + i] = meanUsd;
    all[fromPrior + i] = Math.min(1, (all[fromPrior + i] as number) * inverse);
    // Wilson and Hilferty (1931): the cube root of a gamma variable is nearly normal.
    const ninth = ((all[fromLow + i] as number) * inverse * inverse) / 9;
    const spread = NORMAL_90 * Math.sqrt(ninth);
    const below = Math.max(0, 1 - ninth - spread);
    const above = Math.max(1, 1 - ninth + spread);
    all[fromLow + i] = meanUsd * below * below * below;
    all[fromHigh + i] = meanUsd * above * above * above;
  }
}
