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

/** The exchanges of one symbol. */
export const exchangesOf = async (db: D1Database, symbol: string): Promise<Exchange[]> =>
  (await readTracks(db)).filter(track => track.symbol === symbol).map(track => track.exchange);

/**
 * The exchanges whose sum is `all`: the venues. A recording that already sums venues (`aggregate`) counts only
 * where there is nothing else, or dollars would be counted twice.
 */
export function summedExchanges(exchanges: readonly Exchange[]): Exchange[] {
  const venues = exchanges.filter(exchange => exchange !== 'aggregate');
  return venues.length > 0 ? venues : [...exchanges];
}
