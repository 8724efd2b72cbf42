import { type InferModelFromColumns, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

/** Characters of a part: D1 takes values of up to 2 MB, and a character may have three bytes. */
const PART = 650_000;

/**
 * Rows as JSON texts, each of a part of them: one parameter of a statement that reads them by `FROM json_each(?)`, where D1
 * takes 100 parameters. A row is far shorter than a part.
 */
export function jsonParts(rows: readonly unknown[]): string[] {
  const parts: string[] = [];
  let part: string[] = [];
  let length = 0;
  for (const row of rows) {
    const text = JSON.stringify(row);
    if (part.length > 0 && length + text.length > PART) {
      parts.push(`[${part.join()}]`);
      [part, length] = [[], 0];
    }
    part.push(text);
    length += text.length;
  }
  if (part.length > 0) parts.push(`[${part.join()}]`);
  return parts;
}

/** Terms with commas between them. */
export const listOf = (terms: readonly SQLWrapper[]): SQL => sql.join([...terms], sql`, `);

/** Columns as a list of names without their table, as INSERT and SET take them. */
export const namesOf = (columns: readonly SQLiteColumn[]): SQL =>
  listOf(columns.map(({ name }) => sql.identifier(name)));

/** How rows of these columns are written as arrays of JSON, and read again as `value` of `json_each`. */
export function jsonRows<Columns extends Record<string, SQLiteColumn>>(columns: Columns) {
  type Row = InferModelFromColumns<Columns, 'insert'>;
  const all = Object.values(columns);
  const valuesOf = (row: Record<string, unknown>) => Object.keys(columns).map(field => row[field] ?? null);
  /** The value of a column. */
  const at = (column: SQLiteColumn): SQL => sql`value ->> ${sql.raw(String(all.indexOf(column)))}`;
  return {
    at,
    get names() {
      return namesOf(all);
    },
    /** All values, named as their columns. */
    get values() {
      return listOf(all.map(column => sql`${at(column)} AS ${sql.identifier(column.name)}`));
    },
    parts: (rows: readonly Row[]) => jsonParts(rows.map(row => valuesOf(row))),
  };
}
