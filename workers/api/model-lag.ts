import type { ModelStatus } from '../../schema/answer/status.ts';
import type { LaneProgress } from '../../schema/board.ts';
import type { Exchange } from '../../schema/exchange.ts';
import type { Track } from '../../schema/market.ts';
import { HOUR } from '../../schema/range.ts';
import type { LastCandle } from '../store/read-last-candles.ts';
import { isBehind } from './freshness.ts';
import type { TimeColumns } from './grid.ts';

/** How far the model has come with a track. */
export type ModelProgress = Track & LaneProgress;

/** From when to when a track has candles that the model should have taken by now, and has not. */
export type ModelLag = Track & { from: number; to: number };

/** The tracks of these candles that the model lags behind with; none where it has not begun with any. */
export function modelLags(candles: readonly LastCandle[], progress: readonly ModelProgress[]): ModelLag[] {
  if (progress.length === 0) return [];
  return candles.flatMap(({ symbol, exchange, time, step }) => {
    const known = progress.find(track => track.symbol === symbol && track.exchange === exchange);
    const [from, to] = [known?.end ?? 0, time + step];
    // States of before steps were kept count as hourly.
    const longest = Math.max(step, known?.step ?? HOUR);
    return isBehind(from, { end: to, step: longest }) ? [{ exchange, symbol, from, to }] : [];
  });
}

/**
 * Whether the model lags behind `end` with all of these exchanges, of one symbol: what is summed goes on as long as one of
 * them does. Not where it has not begun.
 */
export function standsStill(
  progress: readonly ModelProgress[],
  exchanges: readonly Exchange[],
  end: number,
): boolean {
  const followed = progress.filter(({ exchange }) => exchanges.includes(exchange));
  if (followed.length === 0) return false;
  const reached = Math.max(...followed.map(lane => lane.end));
  return isBehind(reached, { end, step: Math.max(...followed.map(({ step = HOUR }) => step)) });
}

/** The spans of a grid that ends at `end` in which it has no column. */
export function emptySpans(
  columns: readonly { time: number }[],
  { start, step, count }: TimeColumns,
  end: number,
): [from: number, to: number][] {
  const times = new Set(columns.map(({ time }) => time));
  const opens = Array.from({ length: count }, (_, x) => start + x * step);
  return opens
    .filter(time => !times.has(time))
    .map((time): [number, number] => [time, Math.min(time + step, end)]);
}

/** How the model goes on with each exchange it follows. */
export function modelStatus(
  candles: readonly LastCandle[],
  progress: readonly ModelProgress[],
): Map<Exchange, ModelStatus> {
  const lags = Map.groupBy(modelLags(candles, progress), ({ exchange }) => exchange);
  const lanes = Map.groupBy(progress, ({ exchange }) => exchange);
  return new Map(
    [...lanes].map(([exchange, own]) => {
      const reasons = new Map<string, string>();
      for (const { symbol, to } of lags.get(exchange) ?? [])
        reasons.set(symbol, `behind its candles, which end ${new Date(to).toISOString()}`);
      for (const { symbol, failing } of own) if (failing !== undefined) reasons.set(symbol, failing);
      const failing = [...reasons].map(([symbol, reason]) => `${symbol}: ${reason}`);
      return [
        exchange,
        {
          lastTime: Math.min(...own.map(({ end }) => end)),
          ...(failing.length > 0 && { failing: failing.join('; ') }),
        },
      ];
    }),
  );
}
