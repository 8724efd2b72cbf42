import { type Query, SQL, sql } from 'drizzle-orm';
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core';

const dialect = new SQLiteAsyncDialect();

/**
 * A part of statements that has no parameters, as the text that it is: drizzle takes some 5 µs to write a column, and what is
 * always the same is written once.
 */
export function fixed<Value>(part: SQL<Value>): SQL<Value> {
  const { sql: text, params } = dialect.sqlToQuery(part);
  if (params.length > 0)
    throw new TypeError(`fixed: expected no parameters, got ${params.join()} of ${text}`);
  return sql<Value>`${sql.raw(text)}`;
}

/** The text of what drizzle has built, and its parameters. */
export const queryOf = (query: SQL | { toSQL(): Query }): Query =>
  query instanceof SQL ? dialect.sqlToQuery(query) : query.toSQL();

/** What drizzle has built as a statement of D1, to be run, or put into a batch with others. */
export function statementOf(db: D1Database, query: SQL | { toSQL(): Query }): D1PreparedStatement {
  const { sql, params } = queryOf(query);
  return db.prepare(sql).bind(...params);
}
