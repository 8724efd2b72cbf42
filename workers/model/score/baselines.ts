import { levelOf } from '../../../schema/lattice.ts';
import { HOUR } from '../../../schema/range.ts';
import { type BySide, type ScoredCandle, SIDE_INDEXES, sweptDistance } from './scored-candle.ts';

/** Longest time since a level was swept that still counts, hours. */
const LONGEST_HOURS = 720;

/** The more price sweeps, the more is liquidated. */
export function sweptRange(candles: readonly ScoredCandle[]): BySide {
  const of = (side: 0 | 1) => Float64Array.from(candles, (_, i) => sweptDistance(candles, i, side));
  return [of(0), of(1)];
}

/** The longer no price has been at the levels swept, the more has gathered there: level by level, hours. */
export function sinceSwept(candles: readonly ScoredCandle[]): BySide {
  const of = (side: 0 | 1) => {
    const sweptAt = new Map<number, number>();
    return Float64Array.from(candles, (candle, i) => {
      const hours = candle.time / HOUR;
      const [low, high] = [levelOf(candle.low), levelOf(candle.high)];
      let sum = 0;
      if (sweptDistance(candles, i, side) > 0) {
        const from = levelOf((candles[i - 1] as ScoredCandle).close);
        for (let level = side === 0 ? low : from; level <= (side === 0 ? from : high); level++) {
          sum += Math.min(LONGEST_HOURS, hours - (sweptAt.get(level) ?? Number.NEGATIVE_INFINITY));
        }
      }
      for (let level = low; level <= high; level++) sweptAt.set(level, hours);
      return sum;
    });
  };
  return SIDE_INDEXES.map(of) as BySide;
}
