import { priorStrength } from './learn.ts';
import type { FilterState } from './state.ts';

/** Squared relative spread of a weight that nothing but the prior speaks for: a factor of about 2 either way. */
const PRIOR_SPREAD = 0.5;

/**
 * Of a column: the variance of its weight (as if the weights were independent), and the part of it, 0 to 1, that is
 * the prior's: its share of all exposure the weight was averaged over.
 */
export function uncertainty(
  state: FilterState,
): (column: number) => { variance: number; priorShare: number } {
  const { learned, weights, prior } = state;
  const strength = priorStrength(state);
  const dispersion = learned.rows > 0 ? learned.dispersion / learned.rows : 0;
  return column => {
    const weight = weights[column] as number;
    if (weight === 0) return { variance: 0, priorShare: 0 };
    const exposed = learned.exposed[column] as number;
    const priorShare = strength ? strength.exposed / (exposed + strength.exposed) : 1;
    // A gamma's shape is 1 ÷ its squared relative spread; shapes of independent evidence add up.
    const fitted = dispersion > 0 ? (learned.curvature[column] as number) / dispersion : 0;
    const assumed = ((prior[column] as number) > 0 ? 1 : 0) / PRIOR_SPREAD;
    return { variance: weight ** 2 / (fitted + assumed), priorShare };
  };
}
