import type { InferInsertModel } from 'drizzle-orm';
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { candles, liquidationBars } from '../../schema/tables.ts';

/** Rows per statement: as JSON at most some 600 kB, where D1 takes values of up to 2 MB. */
const ROWS_PER_STATEMENT = 4_000;

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
export function saveRows<Table extends SQLiteTable>(
  db: D1Database,
  table: Table,
  rows: readonly InferInsertModel<Table>[],
): D1PreparedStatement[] {
  if (rows.length === 0) return [];
  const { sql, fields } = upsert(table);
  const values = (rows as readonly Record<string, unknown>[]).map(row =>
    fields.map(field => row[field] ?? null),
  );
  const statements: D1PreparedStatement[] = [];
  for (let start = 0; start < values.length; start += ROWS_PER_STATEMENT) {
    const json = JSON.stringify(values.slice(start, start + ROWS_PER_STATEMENT));
    statements.push(db.prepare(sql).bind(json));
  }
  return statements;
}

/**
 * Columns that are a part of others: of another whole they are none. A count of events beside a total that somebody
 * recorded would have later events added to it, and one source's bought volume beside another's volume may exceed it.
 */
const PARTS = new Map<SQLiteTable, { part: SQLiteColumn; of: readonly SQLiteColumn[] }>([
  [candles, { part: candles.buyVolume, of: [candles.volume] }],
  [liquidationBars, { part: liquidationBars.count, of: [liquidationBars.longUsd, liquidationBars.shortUsd] }],
]);

type Upsert = { sql: string; fields: string[] };
const upserts = new WeakMap<SQLiteTable, Upsert>();

function upsert(table: SQLiteTable): Upsert {
  const known = upserts.get(table);
  if (known) return known;
  const { name, columns, primaryKeys } = getTableConfig(table);
  const key = primaryKeys[0]?.columns.map(column => column.name);
  if (!key) throw new Error(`${name}: expected a table with a primary key of several columns`);
  const names = columns.map(column => column.name);
  const others = columns.filter(column => !key.includes(column.name));
  const { part, of = [] } = PARTS.get(table) ?? {};
  const taken = (column: SQLiteColumn): string => {
    const [told, known] = [`excluded.${column.name}`, `${name}.${column.name}`];
    if (column.notNull) return told;
    if (column !== part) return `coalesce(${told}, ${known})`;
    const isSame = of.map(whole => `${name}.${whole.name} IS ${taken(whole)}`).join(' AND ');
    return `coalesce(${told}, iif(${isSame}, ${known}, NULL))`;
  };
  const incoming = others.map(taken);
  const stored = others.map(column => `${name}.${column.name}`);
  const sql = `INSERT INTO ${name} (${names.join(', ')})
    SELECT ${names.map((_, i) => `value ->> ${i}`).join(', ')} FROM json_each(?) WHERE true
    ON CONFLICT (${key.join(', ')}) DO UPDATE SET
      ${others.map((column, i) => `${column.name} = ${incoming[i]}`).join(', ')}
    WHERE (${stored.join(', ')}) IS NOT (${incoming.join(', ')})`;
  const fieldOf = new Map(Object.entries(table).map(([field, column]) => [column, field]));
  const made = { sql, fields: columns.map(column => fieldOf.get(column) ?? column.name) };
  upserts.set(table, made);
  return made;
}
