import { EXCHANGES, type ExchangeSet } from '../../schema/exchange.ts';
import { MINUTE } from '../../schema/range.ts';
import type { Position } from './read-liquidations.ts';

/** Most rows that one look-up reads. */
export const HOP_ROWS = EXCHANGES.length;

/**
 * The newest minute in which something of a symbol was liquidated before a position: every event is written together
 * with the bar of its minute, and bars are keyed by symbol, as events are not. Reads a row per exchange at most.
 */
export async function newestLiquidationMinute(
  db: D1Database,
  { symbol, exchange, before }: { symbol: string; exchange: ExchangeSet; before: Position | undefined },
): Promise<{ minute: number | undefined; rowsRead: number }> {
  const exchanges = exchange === 'all' ? EXCHANGES : [exchange];
  // Terms of one row each: rows of a list of exchanges would be counted as read as well.
  const newest = exchanges.map(
    (_, i) => `ifnull((SELECT max(time) FROM liquidation_bars
      WHERE symbol = ?1 AND exchange = ?${i + 3} AND step = ${MINUTE} AND time < ?2), -1)`,
  );
  const { results, meta } = await db
    .prepare(`SELECT max(${['-1', ...newest].join(', ')}) AS minute`)
    .bind(
      symbol,
      before ? before.time + (before.exchange === '' ? 0 : 1) : Number.MAX_SAFE_INTEGER,
      ...exchanges,
    )
    .all<{ minute: number }>();
  const minute = results[0]?.minute ?? -1;
  return { minute: minute < 0 ? undefined : minute, rowsRead: meta.rows_read };
}
