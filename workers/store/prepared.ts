import { type Placeholder, sql } from 'drizzle-orm';
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1';
import { rowsOf } from './rows-of.ts';

/** What a select is asked with, by name, while it is built: each is there as soon as it is named, none before. */
export type Asked<Names extends string> = Record<Names, Placeholder>;

/**
 * A select that is built once, when it is first asked: drizzle takes 100 to 600 µs to build one, and an invocation has 10 ms
 * of CPU on the free plan. `build` is given a placeholder for each name, the function a value.
 */
export function prepared<Names extends string, Rows>(
  build: (
    on: DrizzleD1Database,
    asked: Asked<Names>,
  ) => { prepare(): { all(values: Record<string, unknown>): Promise<Rows> } },
): (db: D1Database, values: Record<Names, string | number>) => Promise<Rows> {
  let select: ReturnType<ReturnType<typeof build>['prepare']> | undefined;
  let asking: D1Database | undefined;
  // A database is its request's: the statement is made of the one that asks.
  const client = {
    prepare: (text: string) => ({ bind: (...values: unknown[]) => asking?.prepare(text).bind(...values) }),
  };
  const asked = new Proxy({} as Asked<Names>, { get: (_, name) => sql.placeholder(String(name)) });
  return (db, values) => {
    select ??= build(drizzle(client as D1Database), asked).prepare();
    asking = db;
    // Drizzle binds before it first waits, so that no other request asks in between.
    const rows = rowsOf(select.all(values));
    asking = undefined;
    return rows;
  };
}
