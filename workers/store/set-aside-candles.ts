import { cutNote } from '../../schema/cut-note.ts';
import type { Track } from '../../schema/market.ts';
import { statementsOfRows } from './statements-of-rows.ts';

/** A stored candle that could not be taken as it is, and why; `drop` is what of it no market can have. */
export type SetAside = {
  row: { time: number; step: number };
  reason: string;
  drop?: 'candle' | 'openInterest';
};

const KEY = '(symbol, exchange, time, step)';
const FOUR = 'SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)';

/**
 * The statements that tell among the rejects what of a track's candles was set aside, as it was stored. What no market can
 * have is then forgotten: a candle whole, so that nothing else reads it and it is met once, or the open interest beside one
 * that stays.
 */
export function setAsideCandles(
  db: D1Database,
  { symbol, exchange }: Track,
  rows: readonly SetAside[],
  now: number,
): D1PreparedStatement[] {
  const rejects = rows.map(({ row, reason }) => [
    ...[exchange, now, `${symbol} candle ${reason}`],
    cutNote(JSON.stringify({ symbol, ...row })),
  ]);
  const keysOf = (dropped: SetAside['drop']) =>
    rows.filter(({ drop }) => drop === dropped).map(({ row }) => [symbol, exchange, row.time, row.step]);
  return [
    ...statementsOfRows(db, `INSERT OR IGNORE INTO rejects (source, time, reason, payload) ${FOUR}`, rejects),
    ...statementsOfRows(db, `DELETE FROM candles WHERE ${KEY} IN (${FOUR})`, keysOf('candle')),
    ...statementsOfRows(
      db,
      `UPDATE candles SET open_interest = NULL WHERE ${KEY} IN (${FOUR})`,
      keysOf('openInterest'),
    ),
  ];
}
