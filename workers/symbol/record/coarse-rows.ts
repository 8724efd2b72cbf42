import { withSums } from './bar-sums.ts';
import { coarseBars } from './coarse-bars.ts';
import { type CandleRun, endOf, type MarketRuns, turnoverOf } from './runs.ts';
import { add, emptySum, lostOf, type Sum, totalOf } from './sql-sum.ts';
import { watchedDays } from './watched-of.ts';

/**
 * The rows of one whole UTC day with what lies in `width` merged: two hours, or a multiple of these that divides a day. Where
 * times and widths that are asked for are multiples of it, and end behind the day, all that is read of rows is the same of
 * these, but for the last bits of sums; the newest candle lacks its volume, and of what the model takes there is nothing. A
 * candle of the day before that opened off the grid and reaches over midnight counts as overlapping none of the day's, and so
 * does a recorded total.
 */
export const coarseRows = (day: MarketRuns, width: number): MarketRuns =>
  new Map(
    [...withSums(day, Number.POSITIVE_INFINITY)].map(([exchange, { candles, bars, feeds }]) => [
      exchange,
      {
        candles: coarseCandles(candles, width),
        bars: coarseBars(bars, width),
        feeds: [],
        watched: watchedDays(feeds, Number.POSITIVE_INFINITY),
      },
    ]),
  );

type OpenRun = { run: CandleRun; volume: Sum; turnover: Sum };

/** Candles of one step that follow one another in the same `width` as one; what reaches beyond stays by itself. */
function coarseCandles(candles: readonly CandleRun[], width: number): CandleRun[] {
  const runs: CandleRun[] = [];
  const open = new Map<number, OpenRun>();
  let [seen, seenBefore, at] = [0, 0, 0];
  for (const [i, candle] of candles.entries()) {
    const { time, step, high, low, close, volume } = candle;
    if (time !== at) [seenBefore, at] = [seen, time];
    seen = Math.max(seen, endOf(candle));
    const overlapped = seenBefore > time || candles[i + 1]?.time === time;
    let known = open.get(step);
    if (!known || !continues(known.run, candle, { overlapped, width })) {
      const run: CandleRun = { time, step, open: candle.open, high, low, close, volume, overlapped };
      known = { run, volume: emptySum(), turnover: emptySum() };
      open.set(step, known);
      runs.push(run);
    } else {
      known.run.count = (known.run.count ?? 1) + 1;
    }
    const { run } = known;
    run.high = Math.max(run.high, high);
    run.low = Math.min(run.low, low);
    run.close = close;
    add(known.volume, volume);
    add(known.turnover, turnoverOf(candle));
    run.volume = totalOf(known.volume);
    if (run.count === undefined) continue;
    run.lost = lostOf(known.volume);
    run.turnover = totalOf(known.turnover);
  }
  return runs;
}

/** Whether a candle follows on a run, within the same `width`, and as much overlapped. */
const continues = (
  run: CandleRun,
  candle: CandleRun,
  { overlapped, width }: { overlapped: boolean; width: number },
): boolean =>
  candle.time === endOf(run) &&
  endOf(candle) <= run.time - (run.time % width) + width &&
  run.overlapped === overlapped;
