import { sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { DAY, HOUR, MINUTE } from '../../schema/range.ts';
import { liquidationBars } from '../../schema/tables.ts';
import { literal } from './bar-origin.ts';
import { jsonParts } from './json-rows.ts';
import { type Asked, madeOnce, preparedStatement } from './prepared.ts';
import { saveRows } from './save-rows.ts';

export type LiquidationBarRow = typeof liquidationBars.$inferInsert;

const minutes = alias(liquidationBars, 'minutes');

/**
 * Drops the bar of an hour or a day that was summed from the minutes of events in it, as the minutes still are. Steps
 * stand in the text: D1 binds every number as a REAL, and dividing by one does not round down.
 */
const dropSum = madeOnce((sum: number) =>
  preparedStatement((_, of: Asked<'symbol' | 'exchange' | 'times'>) => {
    const { symbol, exchange, time, step, count } = liquidationBars;
    return sql`DELETE FROM ${liquidationBars}
    WHERE ${symbol} = ${of.symbol} AND ${exchange} = ${of.exchange} AND ${step} = ${literal(sum)} AND ${count} IS NOT NULL
      AND ${time} IN (SELECT value / ${literal(sum)} * ${literal(sum)} FROM json_each(${of.times}))
      AND EXISTS (SELECT 1 FROM ${liquidationBars} ${minutes}
        WHERE ${minutes.symbol} = ${symbol} AND ${minutes.exchange} = ${exchange}
          AND ${minutes.step} = ${literal(MINUTE)} AND ${minutes.time} >= ${time}
          AND ${minutes.time} < ${time} + ${literal(sum)})`;
  }),
);

/**
 * Statements that write bars which somebody recorded. A sum over the events of an hour or a day in which such a bar
 * stands tells less than all of it: it goes, and is put together from what is finer when it is asked for.
 */
export function saveLiquidationBars(
  db: D1Database,
  rows: readonly LiquidationBarRow[],
): D1PreparedStatement[] {
  const runs = Map.groupBy(rows, ({ symbol, exchange, step }) => `${symbol} ${exchange} ${step}`);
  const drops = [...runs.values()].flatMap(run =>
    jsonParts(run.map(row => row.time)).flatMap(times => {
      const { symbol, exchange, step } = run[0] as LiquidationBarRow;
      return [HOUR, DAY].filter(sum => step <= sum).map(sum => dropSum(sum)(db, { symbol, exchange, times }));
    }),
  );
  return [...drops, ...saveRows(db, liquidationBars, rows)];
}
