import { count, sql } from 'drizzle-orm';
import { EXCHANGES, type Exchange } from '../../schema/exchange.ts';
import { rejects } from '../../schema/tables.ts';
import { prepared } from './prepared.ts';

/** What could not be read from a source. */
export type RejectSummary = { total: number; lastTime: number; lastReason: string };

const rejectsOf = prepared(on => {
  const { source, time, reason } = rejects;
  return on
    .select({
      exchange: sql<Exchange>`e.value`,
      total: count(),
      lastTime: sql`max(${time})`.mapWith(time),
      // Of a column that is not summed SQLite gives that of the row with the greatest time.
      lastReason: reason,
    })
    .from(rejects)
    .innerJoin(
      sql`json_each(${JSON.stringify(EXCHANGES)}) e`,
      sql`${source} = e.value OR ${source} GLOB e.value || '[^a-z0-9]*'`,
    )
    .groupBy(sql`e.value`);
});

/** Rejects by exchange: those of its feeds and of the files named after it (`binance`, `binance-BTCUSDT-1h…`). */
export async function readRejects(db: D1Database): Promise<Map<Exchange, RejectSummary>> {
  const rows = await rejectsOf(db, {});
  return new Map(rows.map(({ exchange, ...summary }) => [exchange, summary]));
}
