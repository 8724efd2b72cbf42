import type { LiquidationMap } from '../../schema/answer/map.ts';
import { LEVEL_STEP, latticePosition, priceOfLevel } from '../../schema/lattice.ts';
import { perLeverageGroup } from '../../schema/leverage-group.ts';
import type { StandingMap } from '../model/standing-map.ts';

/**
 * What stands as the two sides of a price: longs below it, shorts above, and what stands between the price and each
 * level. The level that holds the price belongs to the side of its middle.
 */
export function standingNow(
  { firstLevel, usd, low, high, groups, priorShare }: StandingMap,
  lastPrice: number,
): Omit<
  LiquidationMap,
  'symbol' | 'exchange' | 'unit' | 'generatedAt' | 'mode' | 'stale' | 'lastPrice' | 'time'
> {
  const border = Math.min(usd.length, Math.max(0, Math.round(latticePosition(lastPrice)) - firstLevel));
  const cumulative = new Float64Array(usd.length);
  for (let i = border - 1, sum = 0; i >= 0; i--) cumulative[i] = sum += usd[i] as number;
  for (let i = border, sum = 0; i < usd.length; i++) cumulative[i] = sum += usd[i] as number;
  return {
    price: {
      scale: 'log',
      first: priceOfLevel(firstLevel),
      ratio: Math.exp(LEVEL_STEP),
      count: usd.length,
    },
    longUsd: Array.from(usd, (value, i) => (i < border ? Math.round(value) : 0)),
    shortUsd: Array.from(usd, (value, i) => (i < border ? 0 : Math.round(value))),
    cumulativeUsd: wholeDollars(cumulative),
    groups: perLeverageGroup(group => wholeDollars(groups[group])),
    lowUsd: wholeDollars(low),
    highUsd: wholeDollars(high),
    priorShare: Array.from(priorShare, share => Math.round(share * 1000) / 1000),
  };
}

const wholeDollars = (usd: Float64Array): number[] => Array.from(usd, Math.round);
