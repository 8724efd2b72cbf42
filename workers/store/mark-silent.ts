import { and, eq, gt, lt, type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import type { Exchange } from '../../schema/exchange.ts';
import { HOUR, MINUTE } from '../../schema/range.ts';
import { feedCoverage } from '../../schema/tables.ts';
import { literal } from './bar-origin.ts';
import { tellNews } from './news.ts';
import { SILENT } from './save-coverage.ts';
import { statementOf } from './statement-of.ts';

/** A feed of which nothing that it reported in [from, to) without an event is to be believed. */
export type SilentSpan = { exchange: Exchange; feed: string; from: number; to: number; error: string };

const { exchange, feed, hour, minutes } = feedCoverage;
const minute = sql`${hour} + CAST(key AS INTEGER) * ${literal(MINUTE)}`;
const IS_BELIEVED = sql`value ->> 0 > 0 AND value ->> 1 = 0 AND value ->> 3 IS NULL
  AND ${minute} >= span."from" AND ${minute} < span."to"`;

/** The spans as a table. */
const spanRows = (spans: readonly SilentSpan[]): SQL => sql`(
  SELECT value ->> 'exchange' AS exchange, value ->> 'feed' AS feed, value ->> 'from' AS "from",
    value ->> 'to' AS "to", value ->> 'error' AS error
  FROM json_each(${JSON.stringify(spans)})) span`;

/** The statements that make holes of spans; minutes with events, and those that REST told of, stay. */
export function markSilent(db: D1Database, spans: readonly SilentSpan[]): D1PreparedStatement[] {
  if (spans.length === 0) return [];
  const marked = sql`(
    SELECT json_group_object(key, json(iif(${IS_BELIEVED}, '[0,0,null,${literal(SILENT)}]', value)))
    FROM json_each(${minutes}))`;
  return [
    statementOf(
      db,
      drizzle(db)
        .update(feedCoverage)
        .set({ error: sql`span.error`, minutes: marked })
        .from(spanRows(spans))
        .where(
          and(
            eq(exchange, sql`span.exchange`),
            eq(feed, sql`span.feed`),
            gt(hour, sql`span."from" - ${literal(HOUR)}`),
            lt(hour, sql`span."to"`),
            sql`EXISTS (SELECT 1 FROM json_each(${minutes}) WHERE ${IS_BELIEVED})`,
          ),
        ),
    ),
    ...tellNews(db, { feeds: spans.map(({ exchange, from, to }) => [exchange, from, to] as const) }),
  ];
}
