import { and, lt, max, sql } from 'drizzle-orm';
import { EXCHANGES, type ExchangeSet } from '../../schema/exchange.ts';
import { MINUTE } from '../../schema/range.ts';
import { liquidationBars } from '../../schema/tables.ts';
import { matches } from './matches.ts';
import { type Asked, counted, madeOnce } from './prepared.ts';
import type { Position } from './read-liquidations.ts';
import { ONE_ROW } from './read-tracks.ts';

/** Most rows that one look-up reads. */
export const HOP_ROWS = EXCHANGES.length;

const newestOf = madeOnce((exchange: ExchangeSet) =>
  counted((on, { symbol, end }: Asked<'symbol' | 'end'>) => {
    const { time } = liquidationBars;
    // Terms of one row each: rows of a list of exchanges would be counted as read as well.
    const newest = (exchange === 'all' ? EXCHANGES : [exchange]).map(one => {
      const isOne = and(matches(liquidationBars, { symbol, exchange: one, step: MINUTE }), lt(time, end));
      return sql`ifnull((SELECT ${max(time)} FROM ${liquidationBars} WHERE ${isOne}), -1)`;
    });
    return on
      .select({ minute: sql<number>`max(-1, ${sql.join(newest, sql`, `)})`.as('minute') })
      .from(ONE_ROW);
  }),
);

/**
 * The newest minute in which something of a symbol was liquidated before a position: every event is written together
 * with the bar of its minute, and bars are keyed by symbol, as events are not. Reads a row per exchange at most.
 */
export async function newestLiquidationMinute(
  db: D1Database,
  { symbol, exchange, before }: { symbol: string; exchange: ExchangeSet; before: Position | undefined },
): Promise<{ minute: number | undefined; rowsRead: number }> {
  const end = before ? before.time + (before.exchange === '' ? 0 : 1) : Number.MAX_SAFE_INTEGER;
  const { rows, rowsRead } = await newestOf(exchange)(db, { symbol, end });
  const found = rows[0]?.minute ?? -1;
  return { minute: found < 0 ? undefined : found, rowsRead };
}
