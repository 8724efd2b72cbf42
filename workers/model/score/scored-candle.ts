import type { Candle } from '../../../schema/market.ts';
import type { Forecast } from '../filter.ts';

/** A candle with what was forecast before it and what was then reported, USD; undefined is not known. */
export type ScoredCandle = Pick<Candle, 'time' | 'step' | 'high' | 'low' | 'close'> & {
  forecast?: Forecast;
  observed: { longUsd?: number; shortUsd?: number };
};

/** One number per candle and side, longs first. */
export type BySide<Values = Float64Array> = [long: Values, short: Values];

export const SIDE_INDEXES = [0, 1] as const;

/** What was reported; NaN where it was not, in the first candle and after a hole, which nobody can be held to. */
export function observedUsd(candles: readonly ScoredCandle[]): BySide {
  const of = (side: 'longUsd' | 'shortUsd') =>
    Float64Array.from(candles, (candle, i) => {
      const before = candles[i - 1];
      const contiguous = before !== undefined && before.time + before.step === candle.time;
      return contiguous && candle.forecast !== undefined ? (candle.observed[side] ?? Number.NaN) : Number.NaN;
    });
  return [of('longUsd'), of('shortUsd')];
}

/** Log distance a candle swept beyond the last close: down for longs, up for shorts; 0 for the first. */
export function sweptDistance(candles: readonly ScoredCandle[], i: number, side: 0 | 1): number {
  const candle = candles[i] as ScoredCandle;
  const before = candles[i - 1]?.close;
  if (before === undefined) return 0;
  return Math.max(0, side === 0 ? Math.log(before / candle.low) : Math.log(candle.high / before));
}
