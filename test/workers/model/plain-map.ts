import {
  LEVERAGE_GROUP_NAMES,
  LEVERAGE_GROUPS,
  type LeverageGroup,
  perLeverageGroup,
} from '../../../schema/leverage-group.ts';
import { COMPARTMENTS, KERNELS, LEVERAGES } from '../../../workers/model/leverage.ts';
import { standing } from '../../../workers/model/standing.ts';
import { type FilterState, WINDOW } from '../../../workers/model/state.ts';
import { surpriseFactor } from '../../../workers/model/surprise.ts';
import { uncertainty } from '../../../workers/model/uncertainty.ts';
import { levelValues, spanStart, windowOffset } from '../../../workers/model/window.ts';

/** What a map tells of one level, USD. */
export type PlainLevel = Record<'usd' | 'low' | 'high' | 'assumed' | LeverageGroup, number>;

/** The map as its formulas are written, level by level and kernel by kernel, without regard to speed. */
export function plainMap(state: FilterState): PlainLevel[] {
  const uncertaintyOf = uncertainty(state);
  const { firstLevel, usd } = standing(state);
  const first = firstLevel - spanStart(state.anchor ?? 0);
  return Array.from(usd, (_, i) => {
    const value = levelValues(state)[first + i] as number;
    const level: PlainLevel = { usd: 0, low: 0, high: 0, assumed: 0, ...perLeverageGroup(() => 0) };
    let square = 0;
    for (const side of [0, 1]) {
      const at = first + i - windowOffset(side);
      if (at < 0 || at >= WINDOW) continue;
      for (let kernel = 0; kernel < KERNELS; kernel++) {
        const { variance, priorShare } = uncertaintyOf(kernel);
        const leverage = LEVERAGES[Math.floor(kernel / COMPARTMENTS)] as number;
        const quantity =
          surpriseFactor(state, side) *
          (state.scale[kernel] as number) *
          (state.mass[(side * KERNELS + kernel) * WINDOW + at] as number);
        const dollars = quantity * (state.weights[kernel] as number) * value;
        for (const group of LEVERAGE_GROUP_NAMES) {
          const { least, most } = LEVERAGE_GROUPS[group];
          if (leverage >= least && leverage <= most) level[group] += dollars;
        }
        level.usd += dollars;
        level.assumed += dollars * priorShare;
        square += (quantity * value) ** 2 * variance;
      }
    }
    if (level.usd === 0) return level;
    // The cube root of a gamma variable with this mean and variance is nearly normal; 1.2816 is its 90 % quantile.
    const ninth = square / (9 * level.usd ** 2);
    const spread = 1.2815515655446004 * Math.sqrt(ninth);
    level.low = level.usd * Math.max(0, 1 - ninth - spread) ** 3;
    level.high = level.usd * Math.max(1, 1 - ninth + spread) ** 3;
    return level;
  });
}
