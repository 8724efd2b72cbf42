import type { Exchange } from '../../schema/exchange.ts';
import type { Track } from '../../schema/market.ts';

/** The part of a symbol's open interest, in coins, that an exchange had at the last close that had one. */
export type MarketShare = Track & { share: number };

/** The shares of these tracks among each other; one without open interest is absent. */
export async function readMarketShares(
  db: D1Database,
  { symbols, exchanges }: { symbols: readonly string[]; exchanges: readonly Exchange[] },
): Promise<MarketShare[]> {
  const { results } = await db
    .prepare(
      `WITH standing AS (
         SELECT s.value AS symbol, e.value AS exchange,
           (SELECT open_interest FROM candles
            WHERE symbol = s.value AND exchange = e.value AND open_interest IS NOT NULL
            ORDER BY time DESC LIMIT 1) AS coins
         FROM json_each(?) s, json_each(?) e
       )
       SELECT symbol, exchange, coins / sum(coins) OVER (PARTITION BY symbol) AS share FROM standing
       WHERE coins IS NOT NULL ORDER BY symbol, exchange`,
    )
    .bind(JSON.stringify(symbols), JSON.stringify(exchanges))
    .all<MarketShare>();
  return results;
}
