import type { Exchange } from '../../schema/exchange.ts';
import { HOUR, MINUTE } from '../../schema/range.ts';
import { WHOLE_MINUTE } from './read-feed-coverage.ts';

/**
 * The periods of `interval` (ms, aligned on UTC) in [from, to) that all feeds of at least one of the exchanges saw
 * whole: there, no liquidation means that nothing was liquidated.
 */
export async function readSeenPeriods(
  db: D1Database,
  {
    exchanges,
    interval,
    from,
    to,
  }: { exchanges: readonly Exchange[]; interval: number; from: number; to: number },
): Promise<Set<number>> {
  const { results } = await db
    .prepare(
      `WITH minutes AS (
         SELECT exchange, feed, hour + CAST(key AS INTEGER) * ?5 AS time
         FROM feed_coverage, json_each(minutes)
         WHERE exchange IN (SELECT value FROM json_each(?1)) AND hour >= ?3 - ?6 AND hour < ?4
           AND value ->> 0 >= ?7
       ),
       feeds AS (
         SELECT exchange, feed, time - time % ?2 AS period, count(*) AS seen FROM minutes
         WHERE time >= ?3 AND time < ?4 GROUP BY 1, 2, 3
       ),
       reporting AS (
         SELECT exchange, count(DISTINCT feed) AS feeds FROM feed_coverage
         WHERE exchange IN (SELECT value FROM json_each(?1)) AND hour >= ?3 - ?6 AND hour < ?4 GROUP BY 1
       )
       SELECT DISTINCT period FROM (
         SELECT exchange, period, count(*) AS whole FROM feeds
         WHERE seen * ?5 >= min(period + ?2, ?4) - max(period, ?3) GROUP BY 1, 2
       ) JOIN reporting USING (exchange) WHERE whole = feeds`,
    )
    .bind(JSON.stringify(exchanges), interval, from, to, MINUTE, HOUR, WHOLE_MINUTE)
    .all<{ period: number }>();
  return new Set(results.map(row => row.period));
}
