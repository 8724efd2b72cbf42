import type { Exchange } from '../../schema/exchange.ts';
import { HOUR, INTERVALS, MINUTE } from '../../schema/range.ts';
import { WHOLE_MINUTE } from './read-feed-coverage.ts';

const FINER = Object.values(INTERVALS)
  .filter(step => step < HOUR)
  .join();

/** An hour of one symbol on one exchange, both sides, USD. */
export type TrackHour = { exchange: Exchange; time: number; turnoverUsd: number; liquidatedUsd: number };

/**
 * Turnover and reported liquidations of the whole hours in [from, to) of which both are known. Turnover is that of the
 * finest candles that fill the hour, at the middle of their open and close. Liquidations are those of the hour's bar;
 * where feeds are followed, only hours that all of them saw whole count, and no bar means that nothing was liquidated; an
 * hour that is not summed beside a recorded part of it is left out.
 */
export async function readVenueHours(
  db: D1Database,
  {
    symbol,
    exchanges,
    from,
    to,
  }: { symbol: string; exchanges: readonly Exchange[]; from: number; to: number },
): Promise<TrackHour[]> {
  // CROSS JOIN keeps the order: one key is looked up per exchange.
  const { results } = await db
    .prepare(
      `WITH asked AS (SELECT value AS exchange FROM json_each(?2)),
       steps AS (
         SELECT c.exchange, c.time / ${HOUR} * ${HOUR} AS hour, c.step, sum(c.volume * (c.open + c.close) / 2) AS turnover
         FROM asked CROSS JOIN candles c ON c.symbol = ?1 AND c.exchange = asked.exchange
           AND c.time >= ?3 AND c.time < ?4 AND c.step <= ${HOUR}
         GROUP BY 1, 2, 3 HAVING sum(c.step) = ${HOUR}
       ),
       traded AS (SELECT exchange, hour, min(step), turnover FROM steps GROUP BY 1, 2),
       seen AS (
         SELECT exchange, hour, min((SELECT count(*) FROM json_each(minutes) WHERE value ->> 0 >= ${WHOLE_MINUTE}))
           = ${HOUR / MINUTE} AS whole
         FROM asked CROSS JOIN feed_coverage USING (exchange) WHERE hour >= ?3 AND hour < ?4 GROUP BY 1, 2
       )
       SELECT t.exchange, t.hour AS time, t.turnover AS turnoverUsd,
         iif(b.time IS NULL, 0, b.long_usd + b.short_usd) AS liquidatedUsd
       FROM traded t
       LEFT JOIN seen s ON s.exchange = t.exchange AND s.hour = t.hour
       LEFT JOIN liquidation_bars b
         ON b.symbol = ?1 AND b.exchange = t.exchange AND b.step = ${HOUR} AND b.time = t.hour
       WHERE ifnull(s.whole, b.time IS NOT NULL)
         AND iif(b.time IS NULL,
           t.hour < (SELECT until FROM bar_rollups WHERE step = ${HOUR}) AND NOT EXISTS (
             SELECT 1 FROM liquidation_bars f
             WHERE f.symbol = ?1 AND f.exchange = t.exchange AND f.step IN (${FINER}) AND f.time >= t.hour AND f.time < t.hour + ${HOUR}
           ),
           b.long_usd + b.short_usd IS NOT NULL)
       ORDER BY t.exchange, t.hour`,
    )
    .bind(symbol, JSON.stringify(exchanges), from, to)
    .all<TrackHour>();
  return results;
}
