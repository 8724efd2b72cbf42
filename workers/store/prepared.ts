import { fillPlaceholders, type Placeholder, type Query, type SQL, sql } from 'drizzle-orm';
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1';
import { rowsOf } from './rows-of.ts';
import { queryOf } from './statement-of.ts';

/** What a select is asked with, by name, while it is built: each is there as soon as it is named, none before. */
export type Asked<Names extends string> = Record<Names, Placeholder>;
type Values<Names extends string> = Record<Names, string | number>;

type Build<Names extends string, Select> = (
  on: DrizzleD1Database,
  asked: Asked<Names>,
) => { prepare(): Select };

/**
 * A select that is built once, when it is first asked: drizzle takes 100 to 600 µs to build one, and an invocation has 10 ms
 * of CPU on the free plan. `build` is given a placeholder for each name, the function a value.
 */
export function prepared<Names extends string, Rows>(
  build: Build<Names, { all(values: Record<string, unknown>): Promise<Rows> }>,
): (db: D1Database, values: Values<Names>) => Promise<Rows> {
  const ask = kept(build);
  return (db, values) => ask(db, select => select.all(values));
}

type Countable = {
  run(values: Record<string, unknown>): Promise<D1Result>;
  mapResult(response: unknown, isFromBatch: boolean): unknown;
};

/** The same of one table, with the number of rows that D1 counts as read for it. */
export function counted<Names extends string, Rows>(
  build: Build<Names, Countable & { all(): Promise<Rows> }>,
): (db: D1Database, values: Values<Names>) => Promise<{ rows: Rows; rowsRead: number }> {
  const ask = kept(build);
  return (db, values) =>
    ask(db, async select => {
      const result = await select.run(values);
      // D1 counts only for rows that are objects, which drizzle reads as those of a batch, without saying what they are.
      return { rows: select.mapResult(result, true) as Rows, rowsRead: result.meta.rows_read };
    });
}

/** A statement that is built once, when it is first asked for, to be run, or put into a batch with others. */
export function preparedStatement<Names extends string>(
  build: (on: DrizzleD1Database, asked: Asked<Names>) => SQL | { toSQL(): Query },
): (db: D1Database, values: Values<Names>) => D1PreparedStatement {
  let query: Query | undefined;
  return (db, values) => {
    // Of the database of the first call only the text is kept.
    query ??= queryOf(build(drizzle(db), placeholders<Names>()));
    return db.prepare(query.sql).bind(...fillPlaceholders(query.params, values));
  };
}

const placeholders = <Names extends string>() =>
  new Proxy({} as Asked<Names>, { get: (_, name) => sql.placeholder(String(name)) });

/**
 * Places for the values of a list, for an IN: rows of `json_each` would be counted as read. A select is then one for each
 * length (`madeOnce`), and a call spreads the list among its values.
 */
export const listPlaces = (length: number): Placeholder[] =>
  Array.from({ length }, (_, i) => sql.placeholder(String(i)));

/** What is made of each key once, when it is first asked for: of few keys, as none is ever forgotten. */
export function madeOnce<Key, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const all = new Map<Key, Made>();
  return key => {
    const made = all.get(key) ?? make(key);
    all.set(key, made);
    return made;
  };
}

function kept<Names extends string, Select>(build: Build<Names, Select>) {
  let select: Select | undefined;
  let asking: D1Database | undefined;
  // A database is its request's: the statement is made of the one that asks.
  const client = {
    prepare: (text: string) => ({ bind: (...values: unknown[]) => asking?.prepare(text).bind(...values) }),
  };
  return <Answer>(db: D1Database, ask: (select: Select) => Promise<Answer>): Promise<Answer> => {
    select ??= build(drizzle(client as D1Database), placeholders<Names>()).prepare();
    asking = db;
    // Drizzle binds before it first waits, so that no other request asks in between.
    const answer = rowsOf(ask(select));
    asking = undefined;
    return answer;
  };
}
