import { and, gt, inArray, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import type { Exchange } from '../../schema/exchange.ts';
import { DAY, HOUR, MINUTE } from '../../schema/range.ts';
import { feedCoverage } from '../../schema/tables.ts';
import { tellNews } from './news.ts';
import { statementOf } from './statement-of.ts';

/** No clock was ever further ahead than this. */
const AHEAD = 366 * DAY;

/** The statements that forget what feeds of these exchanges are said to have seen of minutes that begin after `now`. */
export function forgetFuture(
  db: D1Database,
  exchanges: readonly Exchange[],
  now: number,
): D1PreparedStatement[] {
  const { exchange, hour, minutes } = feedCoverage;
  const after = (time: number) => and(inArray(exchange, exchanges), gt(hour, time));
  const past = sql`(SELECT json_group_object(key, json(value)) FROM json_each(${minutes})
    WHERE ${hour} + CAST(key AS INTEGER) * ${sql.raw(String(MINUTE))} <= ${now})`;
  return [
    statementOf(db, drizzle(db).delete(feedCoverage).where(after(now))),
    statementOf(
      db,
      drizzle(db)
        .update(feedCoverage)
        .set({ minutes: past })
        .where(after(now - HOUR)),
    ),
    ...tellNews(db, { feeds: exchanges.map(one => [one, now - HOUR, now + AHEAD] as const) }),
  ];
}
