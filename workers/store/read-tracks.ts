import type { Exchange } from '../../schema/exchange.ts';

/** One symbol on one exchange: what the model follows with one filter. */
export type Track = { symbol: string; exchange: Exchange };

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

/** The exchanges of one symbol, in alphabetical order, with a row read for each; for a symbol that is not there none. */
export async function exchangesOf(db: D1Database, symbol: string): Promise<Exchange[]> {
  const { results } = await db
    .prepare(
      `WITH RECURSIVE own (exchange) AS (
         SELECT min(exchange) FROM candles WHERE symbol = ?1
         UNION ALL
         SELECT (SELECT min(exchange) FROM candles WHERE symbol = ?1 AND exchange > own.exchange)
         FROM own WHERE exchange IS NOT NULL
       )
       SELECT exchange FROM own WHERE exchange IS NOT NULL`,
    )
    .bind(symbol)
    .all<{ exchange: Exchange }>();
  return results.map(row => row.exchange);
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
