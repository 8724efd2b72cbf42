import type { OpenInterest, Track } from '../../schema/market.ts';
import { INTERVALS } from '../../schema/range.ts';
import { candles } from '../../schema/tables.ts';
import { saveRows } from './save-rows.ts';

export type CandleRow = typeof candles.$inferInsert;

const ROWS_PER_STATEMENT = 5_000;

/** Open interest of candles that are stored already; a row that brings nothing new is not written. */
const UPDATE = `
  UPDATE candles SET open_interest = news.open_interest
  FROM (
    SELECT r.value ->> 0 AS symbol, r.value ->> 1 AS exchange, (r.value ->> 2) - step.value AS time,
      step.value AS step, r.value ->> 3 AS open_interest
    FROM json_each(?) r, json_each('${JSON.stringify(Object.values(INTERVALS))}') step
  ) AS news
  WHERE candles.symbol = news.symbol AND candles.exchange = news.exchange AND candles.time = news.time
    AND candles.step = news.step AND candles.open_interest IS NOT news.open_interest`;

/**
 * Statements that write candles with the open interest at their close: that of the same call in the candle's own
 * row, any other into the candles that end at its time. Open interest of a time at which no candle ends is nobody's.
 */
export function saveCandles(
  db: D1Database,
  rows: readonly CandleRow[],
  openInterest: readonly (Track & OpenInterest)[],
): D1PreparedStatement[] {
  const key = ({ symbol, exchange, time }: Track & { time: number }) => `${symbol} ${exchange} ${time}`;
  const atClose = new Map(openInterest.map(row => [key(row), row.openInterest]));
  const merged = rows.map(row => {
    const found = atClose.get(key({ ...row, time: row.time + row.step }));
    return found === undefined ? row : { ...row, openInterest: found };
  });
  const ends = new Set(rows.map(row => key({ ...row, time: row.time + row.step })));
  const others = openInterest.filter(row => !ends.has(key(row)));
  const updates: D1PreparedStatement[] = [];
  for (let start = 0; start < others.length; start += ROWS_PER_STATEMENT) {
    const values = others
      .slice(start, start + ROWS_PER_STATEMENT)
      .map(row => [row.symbol, row.exchange, row.time, row.openInterest]);
    updates.push(db.prepare(UPDATE).bind(JSON.stringify(values)));
  }
  return [...saveRows(db, candles, merged), ...updates];
}
