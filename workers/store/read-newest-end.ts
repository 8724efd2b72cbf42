import type { Exchange } from '../../schema/exchange.ts';

/** The end of the last candle of a symbol over these exchanges, milliseconds UTC; 0 where there is none. */
export async function readNewestEnd(
  db: D1Database,
  symbol: string,
  exchanges: readonly Exchange[],
): Promise<number> {
  const { results } = await db
    .prepare(
      `SELECT (SELECT time + step FROM candles WHERE symbol = ?1 AND exchange = value
               ORDER BY time DESC, step DESC LIMIT 1) AS end
       FROM json_each(?2)`,
    )
    .bind(symbol, JSON.stringify(exchanges))
    .all<{ end: number | null }>();
  return Math.max(0, ...results.map(row => row.end ?? 0));
}
