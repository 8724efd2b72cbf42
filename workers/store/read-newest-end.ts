import { and, lt, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import type { Exchange } from '../../schema/exchange.ts';
import { CLOCK_ERROR } from '../../schema/plausible.ts';
import { candles } from '../../schema/tables.ts';
import { matches } from './matches.ts';
import { rowsOf } from './rows-of.ts';

/**
 * The end of the last candle of a symbol over these exchanges, milliseconds UTC; 0 where there is none. One of a time that
 * has not come at `now` is none: everything before it would look old.
 */
export async function readNewestEnd(
  db: D1Database,
  symbol: string,
  exchanges: readonly Exchange[],
  now = Date.UTC(2100, 0),
): Promise<number> {
  const { time, step } = candles;
  const until = now + CLOCK_ERROR;
  const isBefore = and(matches(candles, { symbol, exchange: sql`value` }), lt(time, until));
  const end = sql<number | null>`(SELECT min(${time} + ${step}, ${until}) FROM ${candles} WHERE ${isBefore}
    ORDER BY ${time} DESC, ${step} DESC LIMIT 1)`;
  const rows = await rowsOf(
    drizzle(db)
      .select({ end })
      .from(sql`json_each(${JSON.stringify(exchanges)})`),
  );
  return Math.max(0, ...rows.map(row => row.end ?? 0));
}
