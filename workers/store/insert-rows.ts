import { getTableColumns, type InferInsertModel, type SQL, sql } from 'drizzle-orm';
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { jsonRows, listOf, namesOf } from './json-rows.ts';
import { statementOf } from './statement-of.ts';

/** What an INSERT that meets the key of a stored row would have written. */
export const excluded = (column: SQLiteColumn): SQL => sql`excluded.${sql.identifier(column.name)}`;

/** What becomes of a stored row whose key an INSERT meets: columns with what they get, where that holds. */
export type OnKey = { set: readonly (readonly [SQLiteColumn, SQL])[]; where?: SQL };

/** The primary key of a table whose key is of several columns, in its order. */
export function keyOf(table: SQLiteTable): SQLiteColumn[] {
  const { name, primaryKeys } = getTableConfig(table);
  if (!primaryKeys[0]) throw new TypeError(`${name}: expected a table with a primary key of several columns`);
  return primaryKeys[0].columns;
}

/**
 * Statements that insert rows of a table, with whatever columns it has, each statement taking many as one JSON parameter. A
 * stored row of the same key stays as it is if `onKey` does not say otherwise.
 */
export function insertRows<Table extends SQLiteTable>(
  db: D1Database,
  table: Table,
  rows: readonly InferInsertModel<Table>[],
  onKey?: OnKey,
): D1PreparedStatement[] {
  const { names, values, parts } = jsonRows<Table['_']['columns']>(getTableColumns(table));
  const set = onKey?.set.map(([column, value]) => sql`${sql.identifier(column.name)} = ${value}`);
  const update = set && sql`UPDATE SET ${listOf(set)} WHERE ${onKey?.where ?? sql`true`}`;
  const key = namesOf(keyOf(table));
  return parts(rows).map(json =>
    statementOf(
      db,
      sql`INSERT INTO ${table} (${names}) SELECT ${values} FROM json_each(${json}) WHERE true
        ON CONFLICT (${key}) DO ${update ?? sql`NOTHING`}`,
    ),
  );
}
