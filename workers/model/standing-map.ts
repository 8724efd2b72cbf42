import type { LevelColumn } from '../../schema/lattice.ts';
import { COMPARTMENTS, KERNELS, LEVERAGE_GROUPS } from './leverage.ts';
import { standingSpan } from './standing.ts';
import { type FilterState, WINDOW } from './state.ts';
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

/**
 * `standing` with its provenance: by leverage group, with the 10–90 % band of its weights (independent gammas whose
 * spread is the fit's curvature times its dispersion), and with the share that is still the prior's.
 */
export function standingMap(state: FilterState): StandingMap {
  const { start, end } = standingSpan(state);
  const levels = end - start;
  const { variance, priorShare } = uncertainty(state);
  // One allocation for all arrays: this runs with every candle.
  const all = new Float64Array(8 * levels);
  const array = (n: number) => all.subarray(n * levels, (n + 1) * levels);
  const groups = { upTo10: array(0), from20To25: array(1), from50: array(2) };
  const fromPrior = array(3);
  const squares = array(4);
  const { mass, from, to } = state;
  for (let side = 0; side < 2; side++) {
    const surprise = surpriseFactor(state, side);
    const offset = windowOffset(side) - start;
    for (const name of GROUP_NAMES) {
      const group = groups[name];
      const [first, last] = LEVERAGE_GROUPS[name];
      for (let bucket = first; bucket < last; bucket++) {
        // Young and old of a leverage lie side by side and are read together, which halves the writing.
        const young = side * KERNELS + bucket * COMPARTMENTS;
        const old = young + 1;
        const [young1, youngPrior, young2] = factors(state, side, young, surprise, variance, priorShare);
        const [old1, oldPrior, old2] = factors(state, side, old, surprise, variance, priorShare);
        const end = Math.max(to[young] as number, to[old] as number);
        for (let i = Math.min(from[young] as number, from[old] as number); i < end; i++) {
          const a = mass[young * WINDOW + i] as number;
          const b = mass[old * WINDOW + i] as number;
          const at = i + offset;
          group[at] = (group[at] as number) + young1 * a + old1 * b;
          fromPrior[at] = (fromPrior[at] as number) + youngPrior * a + oldPrior * b;
          squares[at] = (squares[at] as number) + young2 * a * a + old2 * b * b;
        }
      }
    }
  }
  const map: StandingMap = {
    firstLevel: spanStart(state.anchor ?? 0) + start,
    usd: array(5),
    groups,
    low: array(6),
    high: array(7),
    priorShare: fromPrior,
  };
  finish(map, squares, levelValues(state).subarray(start, end));
  return map;
}

/** What a kernel's stored level adds to the mean, to the prior's part of it, and, squared, to the variance. */
function factors(
  state: FilterState,
  side: number,
  at: number,
  surprise: number,
  variance: Float64Array,
  priorShare: Float64Array,
): [number, number, number] {
  const kernel = at - side * KERNELS;
  const factor = surprise * (state.scale[kernel % COMPARTMENTS] as number);
  const weight = factor * (state.weights[kernel] as number);
  return [weight, weight * (priorShare[kernel] as number), factor * factor * (variance[kernel] as number)];
}

function finish(map: StandingMap, squares: Float64Array, values: Float64Array) {
  const { usd, low, high, priorShare } = map;
  const { upTo10, from20To25, from50 } = map.groups;
  for (let i = 0; i < squares.length; i++) {
    const mean = (upTo10[i] as number) + (from20To25[i] as number) + (from50[i] as number);
    if (mean === 0) continue;
    const value = values[i] as number;
    const meanUsd = mean * value;
    upTo10[i] = (upTo10[i] as number) * value;
    from20To25[i] = (from20To25[i] as number) * value;
    from50[i] = (from50[i] as number) * value;
    usd[i] = meanUsd;
    priorShare[i] = Math.min(1, (priorShare[i] as number) / mean);
    // Wilson and Hilferty (1931): the cube root of a gamma variable is nearly normal.
    const ninth = (squares[i] as number) / (9 * mean * mean);
    const spread = NORMAL_90 * Math.sqrt(ninth);
    const below = Math.max(0, 1 - ninth - spread);
    const above = Math.max(1, 1 - ninth + spread);
    low[i] = meanUsd * below * below * below;
    high[i] = meanUsd * above * above * above;
  }
}
