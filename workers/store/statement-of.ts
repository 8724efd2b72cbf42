import { type Query, SQL } from 'drizzle-orm';
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core';

const dialect = new SQLiteAsyncDialect();

/** What drizzle has built as a statement of D1, to be run, or put into a batch with others. */
export function statementOf(db: D1Database, query: SQL | { toSQL(): Query }): D1PreparedStatement {
  const { sql, params } = query instanceof SQL ? dialect.sqlToQuery(query) : query.toSQL();
  return db.prepare(sql).bind(...params);
}
