import { getTableColumns, type InferInsertModel, type SQL, sql } from 'drizzle-orm';
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { jsonRows, listOf, namesOf } from './json-rows.ts';
import { type Asked, preparedStatement } from './prepared.ts';

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

type Insert = ReturnType<typeof insertOf>;
const INSERTS = new WeakMap<SQLiteTable | OnKey, Insert>();

/** The statement of a table and of what becomes of its stored rows. */
function insertOf(table: SQLiteTable, onKey: OnKey | undefined) {
  return preparedStatement((_, { rows }: Asked<'rows'>) => {
    const { names, values } = jsonRows(getTableColumns(table));
    const set = onKey?.set.map(([column, value]) => sql`${sql.identifier(column.name)} = ${value}`);
    const update = set && sql`UPDATE SET ${listOf(set)} WHERE ${onKey?.where ?? sql`true`}`;
    return sql`INSERT INTO ${table} (${names}) SELECT ${values} FROM json_each(${rows}) WHERE true
        ON CONFLICT (${namesOf(keyOf(table))}) DO ${update ?? sql`NOTHING`}`;
  });
}

/**
 * Statements that insert rows of a table, with whatever columns it has, each statement taking many as one JSON parameter. A
 * stored row of the same key stays as it is if `onKey` does not say otherwise: one object for each kind of writing, as the
 * statement is built once for it.
 */
export function insertRows<Table extends SQLiteTable>(
  db: D1Database,
  table: Table,
  rows: readonly InferInsertModel<Table>[],
  onKey?: OnKey,
): D1PreparedStatement[] {
  const insert = INSERTS.get(onKey ?? table) ?? insertOf(table, onKey);
  INSERTS.set(onKey ?? table, insert);
  const { parts } = jsonRows<Table['_']['columns']>(getTableColumns(table));
  return parts(rows).map(json => insert(db, { rows: json }));
}
