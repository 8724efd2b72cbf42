import { type SQL, sql } from 'drizzle-orm';
import type { Track } from '../../schema/market.ts';
import { candles } from '../../schema/tables.ts';
import { insertRejects } from './add-rejects.ts';
import { jsonRows } from './json-rows.ts';
import { statementOf } from './statement-of.ts';

/** A stored candle that could not be taken as it is, and why; `drop` is what of it no market can have. */
export type SetAside = {
  row: { time: number; step: number };
  reason: string;
  drop?: 'candle' | 'openInterest';
};

const { symbol, exchange, time, step } = candles;
const key = jsonRows({ symbol, exchange, time, step });

/**
 * The statements that tell among the rejects what of a track's candles was set aside, as it was stored. What no market can
 * have is then forgotten: a candle whole, so that nothing else reads it and it is met once, or the open interest beside one
 * that stays.
 */
export function setAsideCandles(
  db: D1Database,
  track: Track,
  rows: readonly SetAside[],
  now: number,
): D1PreparedStatement[] {
  const { symbol, exchange } = track;
  const rejects = rows.map(({ row, reason }) => ({
    ...{ source: exchange, time: now, reason: `${symbol} candle ${reason}` },
    payload: JSON.stringify({ symbol, ...row }),
  }));
  const change = (dropped: SetAside['drop'], what: SQL) =>
    key
      .parts(
        rows
          .filter(({ drop }) => drop === dropped)
          .map(({ row }) => ({ ...track, time: row.time, step: row.step })),
      )
      .map(json =>
        statementOf(db, sql`${what} WHERE (${key.names}) IN (SELECT ${key.values} FROM json_each(${json}))`),
      );
  return [
    ...insertRejects(db, rejects),
    ...change('candle', sql`DELETE FROM ${candles}`),
    ...change('openInterest', sql`UPDATE ${candles} SET ${sql.identifier(candles.openInterest.name)} = NULL`),
  ];
}
