import type { Exchange } from '../../schema/exchange.ts';
import { HOUR, MINUTE } from '../../schema/range.ts';
import { SILENT } from './save-coverage.ts';

/** A feed of which nothing that it reported in [from, to) without an event is to be believed. */
export type SilentSpan = { exchange: Exchange; feed: string; from: number; to: number; error: string };

const IS_BELIEVED = `value ->> 0 > 0 AND value ->> 1 = 0 AND value ->> 3 IS NULL
  AND hour + CAST(key AS INTEGER) * ${MINUTE} >= s."from" AND hour + CAST(key AS INTEGER) * ${MINUTE} < s."to"`;

/** The statements that make holes of spans; minutes with events, and those that REST told of, stay. */
export function markSilent(db: D1Database, spans: readonly SilentSpan[]): D1PreparedStatement[] {
  if (spans.length === 0) return [];
  return [
    db
      .prepare(
        `UPDATE feed_coverage SET error = s.error, minutes = (
           SELECT json_group_object(key, json(iif(${IS_BELIEVED}, '[0,0,null,${SILENT}]', value)))
           FROM json_each(feed_coverage.minutes)
         )
         FROM (
           SELECT value ->> 'exchange' AS exchange, value ->> 'feed' AS feed, value ->> 'from' AS "from",
             value ->> 'to' AS "to", value ->> 'error' AS error
           FROM json_each(?)
         ) s
         WHERE feed_coverage.exchange = s.exchange AND feed_coverage.feed = s.feed
           AND hour > s."from" - ${HOUR} AND hour < s."to"
           AND EXISTS (SELECT 1 FROM json_each(feed_coverage.minutes) WHERE ${IS_BELIEVED})`,
      )
      .bind(JSON.stringify(spans)),
  ];
}
