import { and, asc, isNotNull, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import type { Exchange } from '../../schema/exchange.ts';
import type { Track } from '../../schema/market.ts';
import { candles } from '../../schema/tables.ts';
import { matches } from './matches.ts';
import { rowsOf } from './rows-of.ts';

/** The part of a symbol's open interest, in coins, that an exchange had at the last close that had one. */
export type MarketShare = Track & { share: number };

/** The shares of these tracks among each other; one without open interest is absent. */
export function readMarketShares(
  db: D1Database,
  { symbols, exchanges }: { symbols: readonly string[]; exchanges: readonly Exchange[] },
): Promise<MarketShare[]> {
  const { time, openInterest } = candles;
  const isOfPair = and(
    matches(candles, { symbol: sql`s.value`, exchange: sql`e.value` }),
    isNotNull(openInterest),
  );
  const standing = drizzle(db)
    .select({
      symbol: sql<string>`s.value`.as('symbol'),
      exchange: sql<Exchange>`e.value`.as('exchange'),
      coins: sql<number>`(SELECT ${openInterest} FROM ${candles} WHERE ${isOfPair}
        ORDER BY ${time} DESC LIMIT 1)`.as('coins'),
    })
    .from(sql`json_each(${JSON.stringify(symbols)}) s`)
    .crossJoin(sql`json_each(${JSON.stringify(exchanges)}) e`)
    .as('standing');
  const share = sql<number>`${standing.coins} / sum(${standing.coins}) OVER (PARTITION BY ${standing.symbol})`;
  return rowsOf(
    drizzle(db)
      .select({ symbol: standing.symbol, exchange: standing.exchange, share })
      .from(standing)
      .where(isNotNull(standing.coins))
      .orderBy(asc(standing.symbol), asc(standing.exchange)),
  );
}
