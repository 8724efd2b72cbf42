import type { Exchange } from '../../../schema/exchange.ts';
import { bucketsOf, most } from './candle-groups.ts';
import type { MarketRuns } from './runs.ts';
import { totalOf } from './sql-sum.ts';

/**
 * The last price in periods of `interval` (ms, aligned on UTC) with from <= time < to, by the opening of the period: that
 * of the exchange that traded most USD in all of them, the first of equals.
 */
export function closesOf(
  rows: MarketRuns,
  {
    exchanges,
    interval,
    from,
    to,
  }: { exchanges: readonly Exchange[]; interval: number; from: number; to: number },
): Map<number, number> {
  let greatest = -1;
  let closes = new Map<number, number>();
  for (const exchange of exchanges) {
    const periods = bucketsOf(rows.get(exchange)?.candles ?? [], { width: interval, from, to });
    // Candles of several steps overlap: of these the step that covers most tells what was traded.
    const turnover = periods.reduce(
      (sum, { groups }) => sum + totalOf(most(groups, of => of.covered).turnover),
      0,
    );
    if (periods.length === 0 || turnover <= greatest) continue;
    greatest = turnover;
    closes = new Map(periods.map(({ time, groups }) => [time, most(groups, of => of.last + of.step).close]));
  }
  return closes;
}
