import type { Exchange } from '../../../schema/exchange.ts';
import { type CandleCoverage, withoutSpans } from '../../store/coverage.ts';
import type { Span } from '../../store/spans.ts';
import { type CandleRun, endOf, type MarketRuns, turnoverOf } from './runs.ts';
import { add, emptySum, totalOf } from './sql-sum.ts';

/**
 * Coverage of [from, to) by each exchange's candles, in the order asked. An exchange without candles there has
 * share 0 and one gap. `step` is the width of a column.
 */
export const coverageOf = (
  rows: MarketRuns,
  { exchanges, ...span }: { exchanges: readonly Exchange[]; step: number; from: number; to: number },
): CandleCoverage[] =>
  exchanges.map(exchange => {
    const { gaps, covered, candles, turnoverUsd } = cover(rows.get(exchange)?.candles ?? [], span);
    const whole = { exchange, share: 1, gaps: [], candles, turnoverUsd };
    return { ...withoutSpans(whole, gaps, span), share: covered / (span.to - span.from) };
  });

/** How much of [from, to) candles cover, ms, and the holes between them; how many fit in `step`, and their USD. */
export function cover(
  candles: readonly CandleRun[],
  { step, from, to }: { step: number; from: number; to: number },
): { covered: number; gaps: Span[]; candles: number; turnoverUsd: number } {
  const gaps: Span[] = [];
  const turnover = emptySum();
  let covered = 0;
  let count = 0;
  /** The end of all that came before, and of all that opened before `at`, where the candle opens. */
  let seen = from;
  let seenBefore = from;
  let at = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < candles.length; i++) {
    const candle = candles[i] as CandleRun;
    const { time } = candle;
    const end = endOf(candle);
    if (time >= to) break;
    if (end <= from) continue;
    if (time !== at) seenBefore = seen;
    at = time;
    const opens = Math.max(time, from);
    if (opens > seen) gaps.push([seen, opens]);
    covered += Math.max(0, Math.min(end, to) - Math.max(opens, seen));
    seen = Math.max(seen, end);
    if (candle.step > step) continue;
    count += candle.count ?? 1;
    // Of those that open together the coarsest, which comes last, counts as the first.
    const overlapped = seenBefore > opens || candles[i + 1]?.time === time;
    if (!(time < from ? overlapped : (candle.overlapped ?? overlapped))) add(turnover, turnoverOf(candle));
  }
  if (seen < to) gaps.push([seen, to]);
  return { covered, gaps, candles: count, turnoverUsd: totalOf(turnover) };
}
