import type { LiquidationBar } from '../../schema/market.ts';
import type { ExchangeHead } from './head.ts';
import type { StoredCandle } from './market-rows.ts';

/** What is known of an exchange once these rows of it have come, in the order of time, then step. */
export function withRows(
  known: ExchangeHead = {},
  candles: readonly StoredCandle[],
  bars: readonly LiquidationBar[],
): ExchangeHead {
  const head: ExchangeHead = { ...known };
  for (const { time, step, close, volume, openInterest } of candles) {
    if (head.firstTime === undefined || time < head.firstTime) head.firstTime = time;
    const { last } = head;
    // Where candles of several steps open together the finest tells.
    if (!last || time > last.time || (time === last.time && step <= last.step))
      head.last = { time, step, close, volume };
    if (openInterest !== undefined && time >= (head.openInterest?.time ?? 0))
      head.openInterest = { time, coins: openInterest };
  }
  if (bars.length > 0) head.reports = true;
  for (const { time, step, longUsd = 0, shortUsd = 0 } of bars) {
    const end = time + step;
    if ((longUsd > 0 || shortUsd > 0) && end > (head.lastLiquidation ?? 0)) head.lastLiquidation = end;
  }
  return head;
}
