import type { Exchange } from '../../schema/exchange.ts';
import { HOUR, MINUTE } from '../../schema/range.ts';

/** The statements that forget what feeds of these exchanges are said to have seen of minutes that begin after `now`. */
export const forgetFuture = (
  db: D1Database,
  exchanges: readonly Exchange[],
  now: number,
): D1PreparedStatement[] => [
  db
    .prepare('DELETE FROM feed_coverage WHERE exchange IN (SELECT value FROM json_each(?1)) AND hour > ?2')
    .bind(JSON.stringify(exchanges), now),
  db
    .prepare(
      `UPDATE feed_coverage SET minutes = (
         SELECT json_group_object(key, json(value)) FROM json_each(feed_coverage.minutes)
         WHERE hour + CAST(key AS INTEGER) * ${MINUTE} <= ?2)
       WHERE exchange IN (SELECT value FROM json_each(?1)) AND hour > ?2 - ${HOUR}`,
    )
    .bind(JSON.stringify(exchanges), now),
];
