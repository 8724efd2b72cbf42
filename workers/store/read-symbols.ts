import type { Exchange } from '../../schema/exchange.ts';
import type { Track } from '../../schema/market.ts';

/** When a track's candles begin, and the open interest last seen (base units, one side; absent where none is). */
export type TrackSummary = Track & { firstTime: number; openInterest?: number };

type Row = { symbol: string; exchange: Exchange; firstTime: number; openInterest: number | null };

/** The beginning and the open interest of each track, in the order asked. */
export async function readTrackSummaries(db: D1Database, tracks: readonly Track[]): Promise<TrackSummary[]> {
  const { results } = await db
    .prepare(
      `WITH tracks AS (
         SELECT value ->> 'symbol' AS symbol, value ->> 'exchange' AS exchange, key FROM json_each(?)
       )
       SELECT symbol, exchange,
         (SELECT min(time) FROM candles WHERE symbol = t.symbol AND exchange = t.exchange) AS firstTime,
         (SELECT open_interest FROM candles
          WHERE symbol = t.symbol AND exchange = t.exchange AND open_interest IS NOT NULL
          ORDER BY time DESC, step LIMIT 1) AS openInterest
       FROM tracks t WHERE firstTime IS NOT NULL ORDER BY key`,
    )
    .bind(JSON.stringify(tracks))
    .all<Row>();
  return results.map(({ openInterest, ...row }) => ({
    ...row,
    ...(openInterest !== null && { openInterest }),
  }));
}
