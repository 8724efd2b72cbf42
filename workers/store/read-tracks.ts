import { type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { EXCHANGES, type Exchange } from '../../schema/exchange.ts';
import type { Track } from '../../schema/market.ts';
import { candles, type liquidationBars } from '../../schema/tables.ts';
import { type Asked, madeOnce, prepared } from './prepared.ts';

/** Tracks that are asked about, as one JSON parameter, and their columns there; `key` is their order. */
export const asked = (tracks: Placeholder): SQL => sql`json_each(${tracks}) asked`;
export const ASKED = {
  symbol: sql<string>`asked.value ->> 'symbol'`,
  exchange: sql<Exchange>`asked.value ->> 'exchange'`,
  key: sql<number>`asked.key`,
};

/** Whether a row is of the track that is asked about. */
export const isAsked = (row: { symbol: SQLiteColumn; exchange: SQLiteColumn }): SQL =>
  sql`${row.symbol} = ${ASKED.symbol} AND ${row.exchange} = ${ASKED.exchange}`;

/** Tables that are keyed by symbol and exchange first. */
type OfTracks = typeof candles | typeof liquidationBars;

/** The symbols of a table, and at last NULL, as the table `symbols` of a WITH RECURSIVE: a row is read for each. */
const symbolHops = (table: OfTracks): SQL => sql`symbols (symbol) AS (
    SELECT min(${table.symbol}) FROM ${table}
    UNION ALL
    SELECT (SELECT min(${table.symbol}) FROM ${table} WHERE ${table.symbol} > symbols.symbol) FROM symbols
    WHERE symbol IS NOT NULL
  )`;

/**
 * The tracks of a table as the table `tracks` of a WITH RECURSIVE, the exchange NULL in the last row of a symbol. It hops
 * from key to key and so reads a few rows per track, however many rows there are of it.
 */
export const trackHops = (table: OfTracks): SQL => sql`${symbolHops(table)}, tracks (symbol, exchange) AS (
    SELECT symbol, (SELECT min(${table.exchange}) FROM ${table} WHERE ${table.symbol} = symbols.symbol)
    FROM symbols WHERE symbol IS NOT NULL
    UNION ALL
    SELECT symbol, (SELECT min(${table.exchange}) FROM ${table}
                    WHERE ${table.symbol} = tracks.symbol AND ${table.exchange} > tracks.exchange)
    FROM tracks WHERE exchange IS NOT NULL
  )`;

const TRACKS = sql`(WITH RECURSIVE ${trackHops(candles)} SELECT symbol, exchange FROM tracks)`;

/** Every symbol and exchange that has candles, in alphabetical order. */
const allTracks = prepared(on =>
  on
    .select({ symbol: sql<string>`symbol`, exchange: sql<Exchange>`exchange` })
    .from(TRACKS)
    .where(sql`exchange IS NOT NULL`)
    .orderBy(sql`symbol`, sql`exchange`),
);
export const readTracks = (db: D1Database): Promise<Track[]> => allTracks(db, {});

/** The exchanges that have candles of a symbol, in alphabetical order, with a row read for each. */
export const exchangesOf = (db: D1Database, symbol: string): Promise<Exchange[]> =>
  exchangesIn(db, candles, symbol);

/** Of each exchange, whether a table has rows of it and of `asked.symbol`: terms that read one row each. */
const terms = (table: OfTracks) =>
  Object.fromEntries(
    EXCHANGES.map(exchange => [
      exchange,
      sql<0 | 1>`EXISTS (SELECT 1 FROM ${table}
        WHERE ${table.symbol} = asked.symbol AND ${table.exchange} = ${sql.raw(`'${exchange}'`)})`,
    ]),
  );
const exchangesWith = madeOnce((table: OfTracks) =>
  prepared((on, { symbol }: Asked<'symbol'>) =>
    on.select(terms(table)).from(sql`(SELECT ${symbol} AS symbol) asked`),
  ),
);

/** The exchanges that have rows of a symbol in a table keyed by both, in alphabetical order, with a row read for each. */
export async function exchangesIn(db: D1Database, table: OfTracks, symbol: string): Promise<Exchange[]> {
  // Terms of one row each: rows of a list of exchanges would be counted as read as well.
  const [found] = await exchangesWith(table)(db, { symbol });
  return EXCHANGES.filter(exchange => found?.[exchange] === 1).sort();
}

/** A table of one row, which D1 does not count as read. */
export const ONE_ROW = sql`(SELECT 1)`;

/**
 * The exchanges whose sum is `all`: the venues. A recording that already sums venues (`aggregate`) counts only
 * where there is nothing else, or dollars would be counted twice.
 */
export function summedExchanges(exchanges: readonly Exchange[]): Exchange[] {
  const venues = exchanges.filter(exchange => exchange !== 'aggregate');
  return venues.length > 0 ? venues : [...exchanges];
}
