import { HOUR, MINUTE } from '../../../schema/range.ts';
import type { ModelCandle } from '../../model/filter.ts';
import type { Mark } from './read-path.ts';

const STEP = 5 * MINUTE;
const STEPS = HOUR / STEP;
/** Hours over which past volume is averaged. */
const VOLUME_HOURS = 24;

/**
 * Hours as twelve steps of five minutes. Steps run from mark to mark, end at the hour's close and stay inside its
 * range; its true extremes lie on the most extreme steps. The volume of a step is a twelfth of the past day's mean
 * hour, for an hour's own is known only at its end, and so are its liquidations: the last step brings them.
 * Hours with a missing mark, and the first one (which has no past), stay whole. Expects hourly candles.
 */
export function followPath(candles: readonly ModelCandle[], marks: ReadonlyMap<number, Mark>): ModelCandle[] {
  return candles.flatMap((candle, i) => {
    const known = Array.from({ length: STEPS }, (_, k) => marks.get(candle.time + (k + 1) * STEP));
    const past = candles.slice(Math.max(0, i - VOLUME_HOURS), i);
    if (past.length === 0 || !known.every(mark => mark !== undefined)) return [candle];
    const volume = past.reduce((sum, hour) => sum + hour.volume, 0) / past.length / STEPS;
    return stepsOf(candle, known, volume);
  });
}

function stepsOf(candle: ModelCandle, marks: readonly Mark[], volume: number): ModelCandle[] {
  const inside = (price: number) => Math.min(candle.high, Math.max(candle.low, price));
  const closes = marks.map((mark, k) => (k === STEPS - 1 ? candle.close : inside(mark.markPrice)));
  const steps = marks.map(({ openInterest }, k): ModelCandle => {
    const open = closes[k - 1] ?? candle.open;
    const close = closes[k] as number;
    return {
      time: candle.time + k * STEP,
      step: STEP,
      open,
      high: Math.max(open, close),
      low: Math.min(open, close),
      close,
      volume,
      openInterest,
    };
  });
  const first = steps[0] as ModelCandle;
  const lowest = steps.reduce((found, step) => (step.low < found.low ? step : found), first);
  const highest = steps.reduce((found, step) => (step.high > found.high ? step : found), first);
  lowest.low = candle.low;
  highest.high = candle.high;
  if (candle.liquidations) {
    (steps.at(-1) as ModelCandle).liquidations = { ...candle.liquidations, since: candle.time };
  }
  return steps;
}
