import type { History, HistoryBar } from '../../../schema/answer/history.ts';
import type { LiquidationBar, Mode } from '../../../schema/market.ts';
import { DAY, INTERVALS, type Interval, MINUTE, RANGES, type Range } from '../../../schema/range.ts';
import { covered, type Evidence, knownUntil, type Slots } from '../../../workers/api/covered.ts';
import { isStale } from '../../../workers/api/freshness.ts';
import { DEFAULT_INTERVALS, servedInterval } from '../../../workers/api/history-interval.ts';
import type { Market } from '../../../workers/api/market.ts';
import { roundedShare } from '../../../workers/api/rounded-share.ts';
import { type BarRun, readBarRuns } from '../../../workers/store/read-bar-runs.ts';
import { lastClose, readLastCandles } from '../../../workers/store/read-last-candles.ts';
import { summedExchanges } from '../../../workers/store/read-tracks.ts';
import { readBars } from './read-bars.ts';
import { readCloses } from './read-closes.ts';
import { readUntoldSteps } from './read-untold-steps.ts';
import { readWatched } from './read-watched.ts';

/**
 * What was liquidated over a range, with the close of each bar. The bars are whole, the first one too, but for the running
 * one, which holds all that is known: sums over the same time are the same in every interval.
 */
export async function readHistory(
  { DB: db, MODE: mode }: { DB: D1Database; MODE: Mode },
  { symbol, exchange, exchanges }: Market,
  {
    range,
    interval: asked = DEFAULT_INTERVALS[range],
    now,
  }: { range: Range; interval?: Interval | undefined; now: number },
): Promise<History> {
  const tracks = exchanges.map(one => ({ symbol, exchange: one }));
  const close = lastClose(await readLastCandles(db, tracks));
  if (!close) throw new Error(`history: ${symbol} on ${exchange} had candles a moment ago, now it has none`);
  const { end } = close;
  const limit = end + aheadOf(close);
  const begin = Math.floor((end - RANGES[range].span) / DAY) * DAY;
  const stored = await readBarRuns(db, { symbol, from: begin, to: limit });
  const shown = exchange === 'all' ? summedExchanges(stored.map(run => run.exchange)) : [exchange];
  const runs = stored.filter(run => shown.includes(run.exchange));
  const { interval, from } = await chooseInterval(db, { symbol, asked, range, runs, end, limit });
  const step = INTERVALS[interval];
  const watching = exchange === 'all' ? [...new Set([...exchanges, ...shown])] : [exchange];
  const [{ bars, spans }, watched, closes] = await Promise.all([
    readBars(db, { symbol, runs, interval: step, from, to: limit }),
    readWatched(db, { exchanges: watching, from, to: limit }),
    readCloses(db, { symbol, exchanges, interval: step, from, to: end }),
  ]);
  const evidence = { bars: spans, watched };
  const to = Math.max(end, knownUntil(evidence) ?? end);
  return {
    symbol,
    exchange,
    range,
    interval,
    unit: 'usd',
    generatedAt: end,
    mode,
    stale: isStale(mode, now, close),
    from,
    to,
    bars: toBars(bars, { start: from, step, count: Math.ceil((to - from) / step) }, evidence, closes),
  };
}

/** What is liquidated after the last close is known before the next candle; later than this the candles have stopped. */
const aheadOf = ({ step }: { step: number }): number => 2 * step + 2 * MINUTE;

/** The interval served, and where its first bar opens. */
async function chooseInterval(
  db: D1Database,
  {
    symbol,
    asked,
    range,
    runs,
    end,
    limit,
  }: {
    symbol: string;
    asked: Interval;
    range: Range;
    runs: readonly BarRun[];
    end: number;
    limit: number;
  },
): Promise<{ interval: Interval; from: number }> {
  const untold: number[] = [];
  for (;;) {
    const interval = servedInterval(asked, range, untold);
    const step = INTERVALS[interval];
    const from = Math.floor((end - RANGES[range].span) / step) * step;
    const wider = runs.filter(run => step % run.step !== 0);
    // A wider bar reaches further back, to where there may be wider ones still.
    const found = await readUntoldSteps(db, { symbol, runs: wider, from, to: limit });
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
