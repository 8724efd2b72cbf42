import type { Exchange } from '../../schema/exchange.ts';
import type { Track } from '../../schema/market.ts';
import { DAY } from '../../schema/range.ts';

/** The share (0 to 1) of the `span` before each track's `to` that its candles cover, as a mean over an exchange's symbols. */
export async function readRecentCoverage(
  db: D1Database,
  tracks: readonly (Track & { to: number })[],
  span: number,
): Promise<Map<Exchange, number>> {
  const { results } = await db
    .prepare(
      `WITH tracks AS (
         SELECT value ->> 'symbol' AS symbol, value ->> 'exchange' AS exchange, value ->> 'to' AS "to",
           (value ->> 'to') - ?2 AS "from"
         FROM json_each(?1)
       ),
       bars AS (
         SELECT c.exchange, max(c.time, t."from") AS opens, min(c.time + c.step, t."to") AS ends,
           max(t."from", ifnull(max(c.time + c.step) OVER (
             PARTITION BY c.symbol, c.exchange ORDER BY c.time, c.step DESC
             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ), t."from")) AS seen
         FROM tracks t JOIN candles c ON c.symbol = t.symbol AND c.exchange = t.exchange
           AND c.time >= t."from" - ?3 AND c.time < t."to"
       )
       SELECT exchange, sum(max(0, ends - max(opens, seen))) AS covered FROM bars GROUP BY exchange`,
    )
    .bind(JSON.stringify(tracks), span, DAY)
    .all<{ exchange: Exchange; covered: number }>();
  const symbols = Map.groupBy(tracks, track => track.exchange);
  return new Map(
    results.map(({ exchange, covered }) => [exchange, covered / span / (symbols.get(exchange)?.length ?? 1)]),
  );
}
