import { LEVEL_STEP, type LevelColumn, latticePosition, priceOfLevel } from '../../schema/lattice.ts';
import type { LiquidationMap } from '../../schema/wire.ts';

/**
 * A column as the two sides of a price: longs below it, shorts above, and what stands between the price and each
 * level. The level that holds the price belongs to the side of its middle.
 */
export function standingNow(
  { firstLevel, usd }: LevelColumn,
  lastPrice: number,
): Pick<LiquidationMap, 'price' | 'longUsd' | 'shortUsd' | 'cumulativeUsd'> {
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
    cumulativeUsd: Array.from(cumulative, Math.round),
  };
}
