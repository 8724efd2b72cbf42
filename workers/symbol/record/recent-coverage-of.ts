import { DAY } from '../../../schema/range.ts';
import { cover } from './coverage-of.ts';
import type { CandleRun } from './runs.ts';

/**
 * The share (0 to 1) of the `span` (ms) before `to` that the candles of an exchange cover; undefined where there are none of
 * that time and the day before.
 */
export function recentCoverageOf(
  candles: readonly CandleRun[],
  { to, span }: { to: number; span: number },
): number | undefined {
  const from = to - span;
  if (!candles.some(({ time }) => time >= from - DAY && time < to)) return undefined;
  return cover(candles, { step: DAY, from, to }).covered / span;
}
