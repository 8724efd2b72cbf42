import { LEVEL_STEP, latticePosition, priceOfLevel } from '../../schema/lattice.ts';
import type { LeverageGroup, LiquidationMap } from '../../schema/wire.ts';
import type { StandingMap } from '../model/standing-map.ts';

const GROUPS = ['upTo10', 'from20To25', 'from50'] as const satisfies LeverageGroup[];

/**
 * What stands on each level over several exchanges. Dollars add up; the distances of the bands' edges from the mean
 * add in quadrature, as each exchange's weights err by themselves; the share of the prior is the mean by dollars.
 */
export function sumStanding(maps: readonly StandingMap[]): StandingMap {
  const first = Math.min(...maps.map(map => map.firstLevel));
  const count = Math.max(0, ...maps.map(map => map.firstLevel + map.usd.length - first));
  const add = (values: (map: StandingMap) => ArrayLike<number>): Float64Array => {
    const sum = new Float64Array(count);
    for (const map of maps) {
      const own = values(map);
      const offset = map.firstLevel - first;
      for (let i = 0; i < own.length; i++) sum[offset + i] = (sum[offset + i] as number) + (own[i] as number);
    }
    return sum;
  };
  const usd = add(map => map.usd);
  const below = add(map => map.low.map((edge, i) => ((map.usd[i] as number) - edge) ** 2));
  const above = add(map => map.high.map((edge, i) => (edge - (map.usd[i] as number)) ** 2));
  const assumed = add(map => map.priorShare.map((share, i) => share * (map.usd[i] as number)));
  return {
    firstLevel: count === 0 ? 0 : first,
    usd,
    low: usd.map((mean, i) => mean - Math.sqrt(below[i] as number)),
    high: usd.map((mean, i) => mean + Math.sqrt(above[i] as number)),
    groups: {
      upTo10: add(map => map.groups.upTo10),
      from20To25: add(map => map.groups.from20To25),
      from50: add(map => map.groups.from50),
    },
    priorShare: assumed.map((value, i) => (value > 0 ? value / (usd[i] as number) : 0)),
  };
}

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
    groups: Object.fromEntries(
      GROUPS.map(name => [name, wholeDollars(groups[name])]),
    ) as LiquidationMap['groups'],
    lowUsd: wholeDollars(low),
    highUsd: wholeDollars(high),
    priorShare: Array.from(priorShare, share => Math.round(share * 1000) / 1000),
  };
}

const wholeDollars = (usd: Float64Array): number[] => Array.from(usd, Math.round);
