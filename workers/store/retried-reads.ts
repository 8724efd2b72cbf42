/** The database did not answer, though it was asked twice. `cause` is what it said the second time. */
export class DatabaseFailure extends Error {
  override name = 'DatabaseFailure';
}

/** What D1 says where the statement itself is wrong: asking again cannot help, and it is ours to mend. */
const OUR_FAULT = /SQLITE_ERROR|D1_TYPE_ERROR|D1_COLUMN_NOTFOUND|Wrong number of parameter bindings/;

/** Before a read is asked again, ms: what has just failed over needs a moment. */
const PAUSE = 50;

/** A statement that changes nothing. */
const isRead = (sql: string): boolean =>
  /^\s*(SELECT|WITH)\b/i.test(sql) && !/\b(INSERT|UPDATE|DELETE|REPLACE)\s/i.test(sql);

/**
 * The same database, where a read that fails is asked once more: D1 moves, restarts and sheds load, and one failed
 * statement of eight would otherwise fail an answer. Throws `DatabaseFailure` where it fails again. Only statements
 * that read are taken; what writes throws a TypeError, because a write that failed may have happened.
 */
export function retriedReads(db: D1Database): D1Database {
  const originals = new WeakMap<D1PreparedStatement, () => D1PreparedStatement>();
  const statement = (make: () => D1PreparedStatement): D1PreparedStatement => {
    const retried = {
      bind: (...values: unknown[]) => statement(() => make().bind(...values)),
      all: () => twice(() => make().all()),
      first: (column?: string) =>
        twice(() => (column === undefined ? make().first() : make().first<unknown>(column))),
      raw: (options?: { columnNames?: false }) => twice(() => make().raw(options)),
      run: () => twice(() => make().run()),
    } as D1PreparedStatement;
    originals.set(retried, make);
    return retried;
  };
  const prepare = (sql: string) => {
    if (!isRead(sql)) throw new TypeError(`sql: expected a statement that only reads, got ${sql}`);
    return statement(() => db.prepare(sql));
  };
  const batch = (statements: D1PreparedStatement[]) => {
    const makes = statements.map(one => {
      const make = originals.get(one);
      if (!make) throw new TypeError('batch: expected statements prepared here, got another');
      return make;
    });
    return twice(() => db.batch(makes.map(make => make())));
  };
  return { prepare, batch } as D1Database;
}

async function twice<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (isOurs(error)) throw error;
    console.warn('a read failed and is asked again', error);
  }
  await scheduler.wait(PAUSE);
  try {
    return await ask();
  } catch (cause) {
    if (isOurs(cause)) throw cause;
    throw new DatabaseFailure('the database did not answer a read, twice', { cause });
  }
}

const isOurs = (error: unknown): boolean => error instanceof Error && OUR_FAULT.test(error.message);
