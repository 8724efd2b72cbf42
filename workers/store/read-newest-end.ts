import type { Exchange } from '../../schema/exchange.ts';
import { CLOCK_ERROR } from '../../schema/plausible.ts';

/**
 * The end of the last candle of a symbol over these exchanges, milliseconds UTC; 0 where there is none. One of a time that
 * has not come at `now` is none: everything before it would look old.
 */
export async function readNewestEnd(
  db: D1Database,
  symbol: string,
  exchanges: readonly Exchange[],
  now = Date.UTC(2100, 0),
): Promise<number> {
  const { results } = await db
    .prepare(
      `SELECT (SELECT min(time + step, ?3) FROM candles WHERE symbol = ?1 AND exchange = value AND time < ?3
               ORDER BY time DESC, step DESC LIMIT 1) AS end
       FROM json_each(?2)`,
    )
    .bind(symbol, JSON.stringify(exchanges), now + CLOCK_ERROR)
    .all<{ end: number | null }>();
  return Math.max(0, ...results.map(row => row.end ?? 0));
}
