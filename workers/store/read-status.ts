import { count, eq, gt, isNotNull, or, sql } from 'drizzle-orm';
import { EXCHANGES, type Exchange } from '../../schema/exchange.ts';
import type { Track } from '../../schema/market.ts';
import { INTERVALS } from '../../schema/range.ts';
import { liquidationBars, rejects } from '../../schema/tables.ts';
import { type Asked, prepared } from './prepared.ts';
import { ASKED, asked, isAsked } from './read-tracks.ts';

const lastSeen = prepared((on, { tracks }: Asked<'tracks'>) => {
  const { time, step, longUsd, shortUsd } = liquidationBars;
  const bars = on
    .select({
      exchange: ASKED.exchange.as('exchange'),
      seen: sql<number>`(SELECT ${time} + ${step} FROM ${liquidationBars}
        WHERE ${isAsked(liquidationBars)} AND ${eq(step, sql`s.value`)} AND ${or(gt(longUsd, 0), gt(shortUsd, 0))}
        ORDER BY ${time} DESC LIMIT 1)`.as('seen'),
    })
    .from(asked(tracks))
    .crossJoin(sql`json_each(${JSON.stringify(Object.values(INTERVALS))}) s`)
    .as('bars');
  return on
    .select({ exchange: bars.exchange, seen: sql<number>`max(${bars.seen})` })
    .from(bars)
    .where(isNotNull(bars.seen))
    .groupBy(sql`1`);
});

/** When something was last liquidated, by exchange: the end of the last bar with dollars, or the last event. */
export async function readLastLiquidations(
  db: D1Database,
  tracks: readonly Track[],
): Promise<Map<Exchange, number>> {
  const rows = await lastSeen(db, { tracks: JSON.stringify(tracks) });
  return new Map(rows.map(row => [row.exchange, row.seen]));
}

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
