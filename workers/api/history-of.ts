import type { History, HistoryBar } from '../../schema/answer/history.ts';
import type { LiquidationBar, Mode } from '../../schema/market.ts';
import { DAY, INTERVALS, type Interval, MINUTE, RANGES, type Range } from '../../schema/range.ts';
import type { BarRun } from '../store/read-bar-runs.ts';
import { lastClose } from '../store/read-last-candles.ts';
import { summedExchanges } from '../store/read-tracks.ts';
import { barRunsOf } from '../symbol/record/bar-runs-of.ts';
import { withSums } from '../symbol/record/bar-sums.ts';
import { barsOf } from '../symbol/record/bars-of.ts';
import { closesOf } from '../symbol/record/closes-of.ts';
import { lastCandlesOf } from '../symbol/record/last-candles-of.ts';
import type { MarketRuns } from '../symbol/record/runs.ts';
import { untoldStepsOf } from '../symbol/record/untold-steps-of.ts';
import { watchedOf } from '../symbol/record/watched-of.ts';
import { covered, type Evidence, knownUntil, type Slots } from './covered.ts';
import { isStale } from './freshness.ts';
import { DEFAULT_INTERVALS, servedInterval } from './history-interval.ts';
import type { Market } from './market.ts';
import { roundedShare } from './rounded-share.ts';

/**
 * What was liquidated over a range, with the close of each bar, as rows of the days of the range and one before say. The bars
 * are whole, the first one too, but for the running one, which holds all that is known: sums over the same time are the same
 * in every interval.
 */
export function historyOf(
  stored: MarketRuns,
  { symbol, exchange, exchanges }: Market,
  {
    range,
    interval: asked = DEFAULT_INTERVALS[range],
    now,
    mode,
  }: { range: Range; interval?: Interval | undefined; now: number; mode: Mode },
): History {
  const close = lastClose(lastCandlesOf(stored, { symbol, exchanges }));
  if (!close) throw new Error(`history: ${symbol} on ${exchange} had candles a moment ago, now it has none`);
  const { end } = close;
  const limit = end + aheadOf(close);
  const begin = Math.floor((end - RANGES[range].span) / DAY) * DAY;
  const rows = withSums(stored, now);
  const all = barRunsOf(rows, { from: begin, to: limit });
  const reporting = [...new Set(all.map(run => run.exchange))];
  const shown = exchange === 'all' ? summedExchanges(reporting) : [exchange];
  const runs = all.filter(run => shown.includes(run.exchange));
  const { interval, from } = chooseInterval(rows, { asked, range, runs, end, limit });
  const step = INTERVALS[interval];
  const watching = exchange === 'all' ? [...new Set([...exchanges, ...shown])] : [exchange];
  const { bars, spans } = barsOf(rows, { exchanges: shown, interval: step, from, to: limit });
  const evidence = { bars: spans, watched: watchedOf(rows, { exchanges: watching, from, to: limit }) };
  const to = Math.max(end, knownUntil(evidence) ?? end);
  const slots = { start: from, step, count: Math.ceil((to - from) / step) };
  const closes = closesOf(rows, { exchanges, interval: step, from, to: end });
  return {
    ...{ symbol, exchange, range, interval, unit: 'usd', generatedAt: end, mode },
    ...{ stale: isStale(mode, now, close), from, to, bars: toBars(bars, slots, evidence, closes) },
  };
}

/** What is liquidated after the last close is known before the next candle; later than this the candles have stopped. */
const aheadOf = ({ step }: { step: number }): number => 2 * step + 2 * MINUTE;

type Choice = { asked: Interval; range: Range; runs: readonly BarRun[]; end: number; limit: number };

/** The interval served, and where its first bar opens. */
function chooseInterval(
  rows: MarketRuns,
  { asked, range, runs, end, limit }: Choice,
): { interval: Interval; from: number } {
  const untold: number[] = [];
  for (;;) {
    const interval = servedInterval(asked, range, untold);
    const step = INTERVALS[interval];
    const from = Math.floor((end - RANGES[range].span) / step) * step;
    const wider = runs.filter(run => step % run.step !== 0);
    // A wider bar reaches further back, to where there may be wider ones still.
    const found = untoldStepsOf(rows, { runs: wider, from, to: limit });
    if (found.length === 0) return { interval, from };
    untold.push(...found);
  }
}

/** Every period of which anything is known, oldest first. One that was watched and has no bar was quiet. */
function toBars(
  bars: readonly LiquidationBar[],
  slots: Slots,
  evidence: Evidence,
  closes: ReadonlyMap<number, number>,
): HistoryBar[] {
  const known = new Map(bars.map(bar => [bar.time, bar]));
  return covered(evidence, slots).flatMap((share, x): HistoryBar[] => {
    const time = slots.start + x * slots.step;
    const quiet = share > 0 ? { longUsd: 0, shortUsd: 0, count: 0 } : undefined;
    const bar: Omit<LiquidationBar, 'time' | 'step'> | undefined = known.get(time) ?? quiet;
    if (!bar) return [];
    const { longUsd, shortUsd, count } = bar;
    const close = closes.get(time);
    return [
      {
        time,
        ...(longUsd !== undefined && { longUsd: toCents(longUsd) }),
        ...(shortUsd !== undefined && { shortUsd: toCents(shortUsd) }),
        ...(count !== undefined && { count }),
        ...(close !== undefined && { close }),
        covered: roundedShare(share),
      },
    ];
  });
}

const toCents = (usd: number): number => Math.round(usd * 100) / 100;
