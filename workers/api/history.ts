import type { Context } from 'hono';
import type { Exchange } from '../../schema/exchange.ts';
import type { LiquidationBar } from '../../schema/market.ts';
import { INTERVALS, type Interval, RANGES, type Range } from '../../schema/range.ts';
import type { History } from '../../schema/wire.ts';
import type { Env } from '../env.ts';
import { readBarRuns, readBars } from '../store/read-bars.ts';
import { readCandles } from '../store/read-candles.ts';
import { readCoverage, referenceExchange } from '../store/read-coverage.ts';
import { lastClose, readLastCandles } from '../store/read-last-candles.ts';
import { readSeenPeriods } from '../store/read-seen-periods.ts';
import { summedExchanges } from '../store/read-tracks.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
import { isStale, secondsFresh } from './freshness.ts';
import { timeColumns } from './grid.ts';
import { DEFAULT_INTERVALS, servedInterval } from './history-interval.ts';
import { exchangeParameter, findMarket, type Market } from './market.ts';
import { oneOf, type Query, symbolParameter } from './query.ts';

export const historyParameters = {
  symbol: symbolParameter,
  range: oneOf(Object.keys(RANGES) as Range[], '24h' as const),
  interval: oneOf(Object.keys(INTERVALS) as Interval[], undefined),
  exchange: exchangeParameter,
};

type HistoryContext = Context<{ Bindings: Env; Variables: { query: Query<typeof historyParameters> } }>;

/** `GET /v1/history`. */
export async function history(c: HistoryContext): Promise<Response> {
  const { symbol, exchange, range, interval } = c.get('query');
  const { DB: db, MODE: mode } = c.env;
  const market = await findMarket(db, { symbol, exchange }, { liquidations: true });
  const now = Date.now();
  const answer = await readHistory(c.env, market, { range, interval, now });
  return answerResponse(jsonAnswer(answer, secondsFresh(mode, now)));
}

/** What was liquidated over a range, with the close of each bar. */
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
  const whole = { from: close.end - RANGES[range].span, to: close.end };
  const stored = await readBarRuns(db, { symbol, ...whole });
  const shown = exchange === 'all' ? summedExchanges(stored.map(run => run.exchange)) : [exchange];
  const runs = stored.filter(run => shown.includes(run.exchange));
  const interval = servedInterval(asked, range, runs);
  const step = INTERVALS[interval];
  const span = { from: timeColumns(range, step, close.end).start, to: close.end };
  const [recorded, coverage] = await Promise.all([
    readBars(db, { symbol, runs, interval: step, ...span }),
    readCoverage(db, { symbol, exchanges, step, ...span }),
  ]);
  const watched = exchange === 'all' ? exchanges : [exchange];
  const bars = await withQuietBars(db, recorded, { exchanges: watched, step, ...span });
  const reference = referenceExchange(coverage);
  const candles = reference ? await readCandles(db, { symbol, exchange: reference, step, ...span }) : [];
  const closes = new Map(candles.map(candle => [candle.time, candle.close]));
  return {
    symbol,
    exchange,
    range,
    interval,
    unit: 'usd',
    generatedAt: close.end,
    mode,
    stale: isStale(mode, now, close),
    bars: bars.map(({ time, longUsd, shortUsd, count }) => {
      const close = closes.get(time);
      return {
        time,
        ...(longUsd !== undefined && { longUsd: toCents(longUsd) }),
        ...(shortUsd !== undefined && { shortUsd: toCents(shortUsd) }),
        ...(count !== undefined && { count }),
        ...(close !== undefined && { close }),
      };
    }),
  };
}

/** Bars wider than this are rarely quiet, and asking for the minutes behind them would read too much. */
const WIDEST_QUIET = INTERVALS['2h'];

/** Adds what was recorded as nothing: periods without a bar that the feeds of an exchange saw whole. */
async function withQuietBars(
  db: D1Database,
  bars: readonly LiquidationBar[],
  { exchanges, step, from, to }: { exchanges: readonly Exchange[]; step: number; from: number; to: number },
): Promise<readonly LiquidationBar[]> {
  if (step > WIDEST_QUIET) return bars;
  const known = new Set(bars.map(bar => bar.time));
  const absent: number[] = [];
  for (let time = Math.floor(from / step) * step; time < to; time += step)
    if (!known.has(time)) absent.push(time);
  const [first] = absent;
  if (first === undefined) return bars;
  const seen = await readSeenPeriods(db, {
    exchanges,
    interval: step,
    from: Math.max(from, first),
    to: Math.min(to, (absent.at(-1) as number) + step),
  });
  const quiet = absent.filter(time => seen.has(time));
  const zeros = quiet.map(time => ({ time, step, longUsd: 0, shortUsd: 0, count: 0 }));
  return [...bars, ...zeros].sort((a, b) => a.time - b.time);
}

const toCents = (usd: number): number => Math.round(usd * 100) / 100;
