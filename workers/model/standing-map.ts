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
  const groups = Object.fromEntries(
    GROUP_NAMES.map(name => [name, new Float64Array(levels)]),
  ) as StandingMap['groups'];
  const fromPrior = new Float64Array(levels);
  const squares = new Float64Array(levels);
  const { mass, scale, weights } = state;
  for (let side = 0; side < 2; side++) {
    const surprise = surpriseFactor(state, side);
    for (const name of GROUP_NAMES) {
      const [first, last] = LEVERAGE_GROUPS[name];
      const group = groups[name];
      for (let kernel = first * COMPARTMENTS; kernel < last * COMPARTMENTS; kernel++) {
        const factor = surprise * (scale[kernel % COMPARTMENTS] as number);
        const weight = factor * (weights[kernel] as number);
        const assumed = priorShare[kernel] as number;
        const spread = factor ** 2 * (variance[kernel] as number);
        const base = (side * KERNELS + kernel) * WINDOW;
        const shift = windowOffset(side) - start - base;
        const end = base + (state.to[side * KERNELS + kernel] as number);
        for (let i = base + (state.from[side * KERNELS + kernel] as number); i < end; i++) {
          const stood = mass[i] as number;
          const at = i + shift;
          group[at] = (group[at] as number) + weight * stood;
          fromPrior[at] = (fromPrior[at] as number) + assumed * weight * stood;
          squares[at] = (squares[at] as number) + spread * stood * stood;
        }
      }
    }
  }
  const map: StandingMap = {
    firstLevel: spanStart(state.anchor ?? 0) + start,
    usd: new Float64Array(levels),
    groups,
    low: new Float64Array(levels),
    high: new Float64Array(levels),
    priorShare: fromPrior,
  };
  finish(map, squares, levelValues(state).subarray(start, end));
  return map;
}

function finish(map: StandingMap, squares: Float64Array, values: Float64Array) {
  for (let i = 0; i < squares.length; i++) {
    const value = values[i] as number;
    let mean = 0;
    for (const name of GROUP_NAMES) {
      const group = map.groups[name];
      mean += group[i] as number;
      group[i] = (group[i] as number) * value;
    }
    if (mean === 0) continue;
    map.usd[i] = mean * value;
    map.priorShare[i] = Math.min(1, (map.priorShare[i] as number) / mean);
    // Wilson and Hilferty (1931): the cube root of a gamma variable is nearly normal.
    const ninth = (squares[i] as number) / mean ** 2 / 9;
    const spread = NORMAL_90 * Math.sqrt(ninth);
    map.low[i] = mean * value * Math.max(0, 1 - ninth - spread) ** 3;
    map.high[i] = mean * value * Math.max(1, 1 - ninth + spread) ** 3;
  }
}
