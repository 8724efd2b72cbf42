import { priorStrength } from './learn.ts';
import { COLUMNS } from './leverage.ts';
import type { FilterState } from './state.ts';

/** Squared relative spread of a weight that nothing but the prior speaks for: a factor of about 2 either way. */
const PRIOR_SPREAD = 0.5;

/**
 * Per column: the variance of its weight (as if the weights were independent), and the part of it, 0 to 1, that is
 * the prior's: its share of all exposure the weight was averaged over.
 */
export function uncertainty(state: FilterState): { variance: Float64Array; priorShare: Float64Array } {
  const { learned, weights, prior } = state;
  const variance = new Float64Array(COLUMNS);
  const priorShare = new Float64Array(COLUMNS);
  const strength = priorStrength(state);
  const dispersion = learned.rows > 0 ? learned.dispersion / learned.rows : 0;
  for (let column = 0; column < COLUMNS; column++) {
    const weight = weights[column] as number;
    if (weight === 0) continue;
    priorShare[column] = strength
      ? strength.exposed / ((learned.exposed[column] as number) + strength.exposed)
      : 1;
    // A gamma's shape is 1 ÷ its squared relative spread; shapes of independent evidence add up.
    const fitted = dispersion > 0 ? (learned.curvature[column] as number) / dispersion : 0;
    const assumed = ((prior[column] as number) > 0 ? 1 : 0) / PRIOR_SPREAD;
    variance[column] = weight ** 2 / (fitted + assumed);
  }
  return { variance, priorShare };
}
