import { EXCHANGES, type Exchange } from '../../schema/exchange.ts';
import { INTERVALS } from '../../schema/range.ts';

/** When something was last liquidated, by exchange: the end of the last bar with dollars, or the last event. */
export async function readLastLiquidations(
  db: D1Database,
  tracks: readonly { symbol: string; exchange: Exchange }[],
): Promise<Map<Exchange, number>> {
  const { results } = await db
    .prepare(
      `WITH tracks AS (
         SELECT value ->> 'symbol' AS symbol, value ->> 'exchange' AS exchange FROM json_each(?1)
       )
       SELECT exchange, max(seen) AS seen FROM (
         SELECT t.exchange, (SELECT time + step FROM liquidation_bars
            WHERE symbol = t.symbol AND exchange = t.exchange AND step = s.value
              AND (long_usd > 0 OR short_usd > 0) ORDER BY time DESC LIMIT 1) AS seen
         FROM tracks t, json_each(?2) s
       ) WHERE seen IS NOT NULL GROUP BY exchange`,
    )
    .bind(JSON.stringify(tracks), JSON.stringify(Object.values(INTERVALS)))
    .all<{ exchange: Exchange; seen: number }>();
  return new Map(results.map(row => [row.exchange, row.seen]));
}

/** What could not be read from a source. */
export type RejectSummary = { total: number; lastTime: number; lastReason: string };

/** Rejects by exchange: those of its feeds and of the files named after it (`binance`, `binance-BTCUSDT-1h…`). */
export async function readRejects(db: D1Database): Promise<Map<Exchange, RejectSummary>> {
  const { results } = await db
    .prepare(
      `SELECT e.value AS exchange, count(*) AS total, max(r.time) AS lastTime, r.reason AS lastReason
       FROM rejects r JOIN json_each(?) e ON r.source = e.value OR r.source GLOB e.value || '[^a-z0-9]*'
       GROUP BY e.value`,
    )
    .bind(JSON.stringify(EXCHANGES))
    .all<RejectSummary & { exchange: Exchange }>();
  return new Map(results.map(({ exchange, ...summary }) => [exchange, summary]));
}
