import { DAY, HOUR, MINUTE } from '../../schema/range.ts';
import { liquidationBars } from '../../schema/tables.ts';
import { saveRows } from './save-rows.ts';

export type LiquidationBarRow = typeof liquidationBars.$inferInsert;

/** Rows per statement: as JSON some 60 kB. */
const ROWS_PER_STATEMENT = 4_000;

/**
 * Drops the bar of an hour or a day that was summed from the minutes of events in it, as the minutes still are. Steps
 * stand in the text: D1 binds every number as a REAL, and dividing by one does not round down.
 */
const dropSum = (step: number) => `
  DELETE FROM liquidation_bars
  WHERE symbol = ?1 AND exchange = ?2 AND step = ${step} AND count IS NOT NULL
    AND time IN (SELECT value / ${step} * ${step} FROM json_each(?3))
    AND EXISTS (SELECT 1 FROM liquidation_bars m
      WHERE m.symbol = liquidation_bars.symbol AND m.exchange = liquidation_bars.exchange AND m.step = ${MINUTE}
        AND m.time >= liquidation_bars.time AND m.time < liquidation_bars.time + ${step})`;

/**
 * Statements that write bars which somebody recorded. A sum over the events of an hour or a day in which such a bar
 * stands tells less than all of it: it goes, and is put together from what is finer when it is asked for.
 */
export function saveLiquidationBars(
  db: D1Database,
  rows: readonly LiquidationBarRow[],
): D1PreparedStatement[] {
  const drops: D1PreparedStatement[] = [];
  for (const members of Map.groupBy(
    rows,
    ({ symbol, exchange, step }) => `${symbol} ${exchange} ${step}`,
  ).values()) {
    for (let start = 0; start < members.length; start += ROWS_PER_STATEMENT) {
      const part = members.slice(start, start + ROWS_PER_STATEMENT);
      const { symbol, exchange, step } = part[0] as LiquidationBarRow;
      const times = JSON.stringify(part.map(row => row.time));
      for (const sum of [HOUR, DAY])
        if (step <= sum) drops.push(db.prepare(dropSum(sum)).bind(symbol, exchange, times));
    }
  }
  return [...drops, ...saveRows(db, liquidationBars, rows)];
}
