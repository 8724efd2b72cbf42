import { and, eq, type SQL, type SQLWrapper } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

/** Whether a row has these values, each in the column of that name: of a table, or of an alias of one. */
export const matches = <Row extends object>(
  row: Row,
  values: {
    [Name in keyof Row]?: Row[Name] extends SQLiteColumn ? Row[Name]['_']['data'] | SQLWrapper : never;
  },
): SQL | undefined =>
  and(...Object.entries(values).map(([name, value]) => eq(row[name as keyof Row] as SQLiteColumn, value)));
