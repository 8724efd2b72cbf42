import type { InferInsertModel } from 'drizzle-orm';
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core';

/** Rows per statement: as JSON at most some 600 kB, where D1 takes values of up to 2 MB. */
const ROWS_PER_STATEMENT = 4_000;

/**
 * Statements that write rows by their primary key, each taking its rows as one JSON parameter. The last write wins,
 * but a column that is missing (null) leaves what was known; a row that brings nothing new is not written, so that
 * it is not billed either.
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
  const incoming = others.map(column =>
    column.notNull ? `excluded.${column.name}` : `coalesce(excluded.${column.name}, ${name}.${column.name})`,
  );
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
