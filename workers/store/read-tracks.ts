import { EXCHANGES, type Exchange } from '../../schema/exchange.ts';
import type { Track } from '../../schema/market.ts';

/**
 * Every symbol and exchange that has candles, in alphabetical order. It hops from key to key and so reads a few
 * rows per track, however many candles there are.
 */
export async function readTracks(db: D1Database): Promise<Track[]> {
  const { results } = await db
    .prepare(
      `WITH RECURSIVE
         symbols (symbol) AS (
           SELECT min(symbol) FROM candles
           UNION ALL
           SELECT (SELECT min(symbol) FROM candles WHERE symbol > symbols.symbol) FROM symbols WHERE symbol IS NOT NULL
         ),
         tracks (symbol, exchange) AS (
           SELECT symbol, (SELECT min(exchange) FROM candles WHERE candles.symbol = symbols.symbol)
           FROM symbols WHERE symbol IS NOT NULL
           UNION ALL
           SELECT symbol, (SELECT min(exchange) FROM candles
                           WHERE candles.symbol = tracks.symbol AND candles.exchange > tracks.exchange)
           FROM tracks WHERE exchange IS NOT NULL
         )
       SELECT symbol, exchange FROM tracks WHERE exchange IS NOT NULL ORDER BY symbol, exchange`,
    )
    .all<Track>();
  return results;
}

/** The exchanges that have candles of a symbol, in alphabetical order, with a row read for each. */
export const exchangesOf = (db: D1Database, symbol: string): Promise<Exchange[]> =>
  exchangesIn(db, 'candles', symbol);

/** The exchanges that have rows of a symbol in a table keyed by both, in alphabetical order, with a row read for each. */
export async function exchangesIn(
  db: D1Database,
  table: 'candles' | 'liquidation_bars',
  symbol: string,
): Promise<Exchange[]> {
  // Terms of one row each: rows of a list of exchanges would be counted as read as well.
  const terms = EXCHANGES.map(
    (exchange, i) =>
      `EXISTS (SELECT 1 FROM ${table} WHERE symbol = ?1 AND exchange = ?${i + 2}) AS ${exchange}`,
  );
  const found = await db
    .prepare(`SELECT ${terms.join(', ')}`)
    .bind(symbol, ...EXCHANGES)
    .first<Record<Exchange, 0 | 1>>();
  return EXCHANGES.filter(exchange => found?.[exchange] === 1).sort();
}

/** Whether an exchange has candles or liquidation bars of any of these symbols, with two rows read for each. */
export async function hasExchange(
  db: D1Database,
  exchange: Exchange,
  symbols: readonly string[],
): Promise<boolean> {
  const terms = symbols.flatMap((_, i) =>
    ['candles', 'liquidation_bars'].map(
      table => `EXISTS (SELECT 1 FROM ${table} WHERE symbol = ?${i + 2} AND exchange = ?1)`,
    ),
  );
  const found = await db
    .prepare(`SELECT ${terms.join(' OR ') || '0'} AS found`)
    .bind(exchange, ...symbols)
    .first<number>('found');
  return found === 1;
}

/** The first `most` symbols that have candles, in alphabetical order, with a row read for each. */
export async function readSymbolNames(db: D1Database, most: number): Promise<string[]> {
  const { results } = await db
    .prepare(
      `WITH RECURSIVE symbols (symbol) AS (
         SELECT min(symbol) FROM candles
         UNION ALL
         SELECT (SELECT min(symbol) FROM candles WHERE symbol > symbols.symbol) FROM symbols WHERE symbol IS NOT NULL
         LIMIT ?
       )
       SELECT symbol FROM symbols WHERE symbol IS NOT NULL`,
    )
    .bind(most)
    .all<{ symbol: string }>();
  return results.map(row => row.symbol);
}

/**
 * The exchanges whose sum is `all`: the venues. A recording that already sums venues (`aggregate`) counts only
 * where there is nothing else, or dollars would be counted twice.
 */
export function summedExchanges(exchanges: readonly Exchange[]): Exchange[] {
  const venues = exchanges.filter(exchange => exchange !== 'aggregate');
  return venues.length > 0 ? venues : [...exchanges];
}
