import {
  bucketOf,
  COLUMNS,
  COMPARTMENTS,
  KERNELS,
  LEVERAGES,
  PRIOR_SHARES,
  PRIOR_YOUNG,
} from './leverage.ts';
import type { FilterRules } from './rules.ts';

/** Of a leverage's openings in an average candle, the part that ends within it if it can. */
const PRIOR_INTRABAR = 0.5;

/** Share of what is opened with each leverage the market allows, before anything is learned; they sum to 1. */
export function priorShares({ maintenanceMarginRate, maxLeverage }: FilterRules): number[] {
  const shares = LEVERAGES.map((leverage, bucket) =>
    leverage <= maxLeverage && 1 / leverage > maintenanceMarginRate ? (PRIOR_SHARES[bucket] as number) : 0,
  );
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.map(share => share / sum);
}

/** θ per column before anything is learned: the prior shares, each split into young and old. */
export function priorWeights(rules: FilterRules): Float64Array {
  const shares = priorShares(rules);
  return Float64Array.from({ length: COLUMNS }, (_, column) => {
    const bucket = bucketOf(column);
    const young = PRIOR_YOUNG[bucket] as number;
    const part = column >= KERNELS ? PRIOR_INTRABAR : column % COMPARTMENTS === 0 ? young : 1 - young;
    return (shares[bucket] as number) * part;
  });
}
