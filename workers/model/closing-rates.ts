import { LEVERAGES } from './leverage.ts';
import { priorShares } from './prior.ts';
import type { FilterRules } from './rules.ts';

/**
 * How readily positions of each leverage are closed, as a power of what the market keeps: with the root of the
 * leverage, as who stands nearer to the end stays for less long. So scaled that, with the prior's shares of what is
 * opened, all that stands is the open interest: Σ share ÷ rate = 1.
 */
export function closingRates(rules: FilterRules): number[] {
  const shares = priorShares(rules);
  const scale = LEVERAGES.reduce((sum, leverage, i) => sum + (shares[i] as number) / Math.sqrt(leverage), 0);
  return LEVERAGES.map(leverage => scale * Math.sqrt(leverage));
}
