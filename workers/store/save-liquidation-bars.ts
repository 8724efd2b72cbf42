import { type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Track } from '../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../schema/range.ts';
import { liquidationBars } from '../../schema/tables.ts';
import { literal } from './bar-origin.ts';
import { jsonParts } from './json-rows.ts';
import { saveRows } from './save-rows.ts';
import { statementOf } from './statement-of.ts';

export type LiquidationBarRow = typeof liquidationBars.$inferInsert;

const minutes = alias(liquidationBars, 'minutes');

/**
 * Drops the bar of an hour or a day that was summed from the minutes of events in it, as the minutes still are. Steps
 * stand in the text: D1 binds every number as a REAL, and dividing by one does not round down.
 */
function dropSum(of: Track, sum: number, times: string): SQL {
  const { symbol, exchange, time, step, count } = liquidationBars;
  return sql`DELETE FROM ${liquidationBars}
    WHERE ${symbol} = ${of.symbol} AND ${exchange} = ${of.exchange} AND ${step} = ${literal(sum)} AND ${count} IS NOT NULL
      AND ${time} IN (SELECT value / ${literal(sum)} * ${literal(sum)} FROM json_each(${times}))
      AND EXISTS (SELECT 1 FROM ${liquidationBars} ${minutes}
        WHERE ${minutes.symbol} = ${symbol} AND ${minutes.exchange} = ${exchange}
          AND ${minutes.step} = ${literal(MINUTE)} AND ${minutes.time} >= ${time}
          AND ${minutes.time} < ${time} + ${literal(sum)})`;
}

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
      const of = run[0] as LiquidationBarRow;
      return [HOUR, DAY].filter(sum => of.step <= sum).map(sum => statementOf(db, dropSum(of, sum, times)));
    }),
  );
  return [...drops, ...saveRows(db, liquidationBars, rows)];
}
