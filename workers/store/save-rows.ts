import { getTableColumns, type InferInsertModel, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { candles, liquidationBars } from '../../schema/tables.ts';
import { excluded, insertRows, keyOf, type OnKey } from './insert-rows.ts';
import { listOf } from './json-rows.ts';
import { madeOnce } from './prepared.ts';

/*
 * Who may replace what another said, by table; `saveRows` serves those of which the last to speak is right.
 *
 * instruments, margin tiers       the venue's list, the newest; an import only guesses from a name, and writes none
 * candles, open interest, ratios  the venue or a recording of it, whoever tells last, once the bar is over; what one
 *                                 leaves out the other keeps
 * liquidation bars                a recorded total, of which events are a part, before sums over events
 * liquidations                    whoever tells first: an event never changes
 * feed coverage                   what REST told, then who saw more; what a feed claims of a minute without an event
 *                                 only until it was found silent
 * reporting shares, forecasts     whoever tells first: others have reckoned with it
 * scores, roll-ups, relays        the latest time, whoever comes last
 */

/**
 * Statements that write rows by their primary key, each taking its rows as one JSON parameter. The last write wins,
 * but a column that is missing (null) leaves what was known, a part only beside the whole it is of; a row that brings
 * nothing new is not written, so that it is not billed either.
 */
export const saveRows = <Table extends SQLiteTable>(
  db: D1Database,
  table: Table,
  rows: readonly InferInsertModel<Table>[],
): D1PreparedStatement[] => insertRows(db, table, rows, lastWrite(table));

const lastWrite = madeOnce((table: SQLiteTable): OnKey => {
  const key = keyOf(table);
  const others = Object.values<SQLiteColumn>(getTableColumns(table)).filter(column => !key.includes(column));
  const set = others.map(column => [column, taken(table, column)] as const);
  const where = sql`(${listOf(others)}) IS NOT (${listOf(set.map(([, value]) => value))})`;
  return { set, where };
});

/**
 * Columns that are a part of others: of another whole they are none. A count of events beside a total that somebody
 * recorded would have later events added to it, and one source's bought volume beside another's volume may exceed it.
 */
const PARTS = new Map<SQLiteTable, { part: SQLiteColumn; of: readonly SQLiteColumn[] }>([
  [candles, { part: candles.buyVolume, of: [candles.volume] }],
  [liquidationBars, { part: liquidationBars.count, of: [liquidationBars.longUsd, liquidationBars.shortUsd] }],
]);

/** What a column becomes where a row meets a stored one. */
function taken(table: SQLiteTable, column: SQLiteColumn): SQL {
  if (column.notNull) return excluded(column);
  const { part, of } = PARTS.get(table) ?? { of: [] };
  if (column !== part) return sql`coalesce(${excluded(column)}, ${column})`;
  const isSame = sql.join(
    of.map(whole => sql`${whole} IS ${taken(table, whole)}`),
    sql` AND `,
  );
  return sql`coalesce(${excluded(column)}, iif(${isSame}, ${column}, NULL))`;
}
