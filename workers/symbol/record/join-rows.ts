import type { Exchange } from '../../../schema/exchange.ts';
import type { ExchangeRuns, MarketRuns } from './runs.ts';

/** Days of a symbol as one, in the order in which they are given. */
export function joinRows(days: readonly MarketRuns[]): MarketRuns {
  const parts = new Map<Exchange, ExchangeRuns[]>();
  for (const day of days)
    for (const [exchange, rows] of day) {
      const known = parts.get(exchange);
      if (known) known.push(rows);
      else parts.set(exchange, [rows]);
    }
  return new Map(
    [...parts].map(([exchange, rows]) => [
      exchange,
      {
        candles: rows.flatMap(({ candles }) => candles),
        bars: rows.flatMap(({ bars }) => bars),
        feeds: rows.flatMap(({ feeds }) => feeds),
        watched: rows.flatMap(({ watched = [] }) => watched),
      },
    ]),
  );
}
