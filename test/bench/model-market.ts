import { DAY, MINUTE } from '../../schema/range.ts';
import type { ModelCandle } from '../../workers/model/filter.ts';

const STEP = 5 * MINUTE;
export const YEAR = (365 * DAY) / STEP;
/** Candles at the end of the year that a mature filter is timed on. */
export const RECENT = 2000;

/** 5-minute candles, a year of them if not told otherwise: a walk of 0.15 % a step that always looks the same, with all that a venue publishes. */
export function candlesOf(count = YEAR): ModelCandle[] {
  let random = 1;
  const next = () => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    return random / 2 ** 32 - 0.5;
  };
  let close = 60_000;
  return Array.from({ length: count }, (_, i) => {
    const open = close;
    // Pulled back to where it began, as no walk of a year stays on one map otherwise.
    close *= Math.exp(0.005 * next() - 0.0005 * Math.log(close / 60_000));
    return {
      time: i * STEP,
      step: STEP,
      open,
      close,
      high: Math.max(open, close) * (1 + 0.001 * Math.abs(next())),
      low: Math.min(open, close) * (1 - 0.001 * Math.abs(next())),
      volume: 200 + 300 * Math.abs(next()),
      openInterest: 80_000 + 5000 * Math.sin(i / 2000),
      liquidations: { longUsd: Math.max(0, next()) * 1e5, shortUsd: Math.max(0, next()) * 1e5 },
    };
  });
}
