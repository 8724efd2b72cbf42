import { EXCHANGES, type Exchange } from '../../schema/exchange.ts';
import { INTERVALS } from '../../schema/range.ts';

/** Bars of one step that an exchange has in a span: the times of the first and the last. */
export type BarRun = { exchange: Exchange; step: number; first: number; last: number };

/** Which steps of liquidation bars each exchange has that reach into [from, to). */
export async function readBarRuns(
  db: D1Database,
  { symbol, from, to }: { symbol: string; from: number; to: number },
): Promise<BarRun[]> {
  const { results } = await db
    .prepare(
      `WITH runs AS (
         SELECT e.value AS exchange, s.value AS step,
           (SELECT min(time) FROM liquidation_bars
            WHERE symbol = ?1 AND exchange = e.value AND step = s.value AND time > ?2 - s.value AND time < ?3) AS first,
           (SELECT max(time) FROM liquidation_bars
            WHERE symbol = ?1 AND exchange = e.value AND step = s.value AND time > ?2 - s.value AND time < ?3) AS last
         FROM json_each(?4) e, json_each(?5) s
       )
       SELECT * FROM runs WHERE first IS NOT NULL ORDER BY exchange, step`,
    )
    .bind(symbol, from, to, JSON.stringify(EXCHANGES), JSON.stringify(Object.values(INTERVALS)))
    .all<BarRun>();
  return results;
}
