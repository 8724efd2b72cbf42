import type { Context } from 'hono';
import { type History, type HistoryBar, history as historyShape } from '../../schema/answer/history.ts';
import type { LiquidationBar } from '../../schema/market.ts';
import {
  DAY,
  INTERVAL_NAMES,
  INTERVALS,
  type Interval,
  MINUTE,
  RANGES,
  type Range,
} from '../../schema/range.ts';
import type { Env } from '../env.ts';
import { type BarRun, readBarRuns } from '../store/read-bar-runs.ts';
import { readBars } from '../store/read-bars.ts';
import { readCloses } from '../store/read-closes.ts';
import { lastClose, readLastCandles } from '../store/read-last-candles.ts';
import { summedExchanges } from '../store/read-tracks.ts';
import { readUntoldSteps } from '../store/read-untold-steps.ts';
import { readWatched } from '../store/read-watched.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
import { covered, type Evidence, knownUntil, type Slots } from './covered.ts';
import { type Asked, endpoint } from './endpoint.ts';
import { isStale, secondsFresh } from './freshness.ts';
import { DEFAULT_INTERVALS, finestServed, servedInterval } from './history-interval.ts';
import { exchangeParameter, findMarket, type Market } from './market.ts';
import { oneOf, rangeParameter, symbolParameter } from './parameter.ts';
import type { Reading } from './query.ts';
import { roundedShare } from './rounded-share.ts';

export const historyParameters = {
  symbol: symbolParameter,
  range: rangeParameter,
  interval: oneOf(INTERVAL_NAMES, undefined, {
    description: 'Width of a bar; by default one that gives about 60 to 180 bars.',
    example: '1h',
  }),
  exchange: exchangeParameter,
};

/** An interval that is left out is the default one; one that would make too many bars is the finest that does not. */
export const historyReading: Reading<typeof historyParameters> = {
  settle: ({ interval, ...asked }) => ({ ...asked, interval: finestServed(asked.range, interval) }),
};

export const historyEndpoint = endpoint({
  path: '/v1/history',
  tag: 'market',
  summary: 'What was liquidated: totals of long and short per bar, with the close',
  description:
    'Bars are aligned on UTC. The first one is whole, the last one holds all that is known: over the same time sums are the same at every interval, and those of the single events. An interval that is finer than something recorded in the range, or that makes more than 3000 bars, is served coarser, and the answer says so. What feeds saw is known for 90 days; of what is older a quiet bar is absent.',
  parameters: historyParameters,
  ...historyReading,
  answers: { 'application/json': { History: historyShape } },
  answer: history,
});

async function history(c: Context<Asked<typeof historyParameters>>): Promise<Response> {
  const { symbol, exchange, range, interval } = c.get('query');
  const { DB: db, MODE: mode } = c.env;
  const market = await findMarket(db, { symbol, exchange }, { liquidations: true });
  const now = Date.now();
  const answer = await readHistory(c.env, market, { range, interval, now });
  return answerResponse(jsonAnswer(answer, secondsFresh(mode, RANGES[range].span)));
}

/**
 * What was liquidated over a range, with the close of each bar. The bars are whole, the first one too, but for the running
 * one, which holds all that is known: sums over the same time are the same in every interval.
 */
export async function readHistory(
  { DB: db, MODE: mode }: Pick<Env, 'DB' | 'MODE'>,
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
