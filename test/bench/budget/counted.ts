/** Rows as D1's `meta` and the cursors of an object's own database tell them. */
export type Rows = {
  d1Read: number;
  d1Written: number;
  ownRead: number;
  ownWritten: number;
  calls: number;
  ms: number;
};

export const noRows = (): Rows => ({ d1Read: 0, d1Written: 0, ownRead: 0, ownWritten: 0, calls: 0, ms: 0 });

type Cursor = Pick<SqlStorageCursor<Record<string, SqlStorageValue>>, 'rowsRead' | 'rowsWritten'>;

/** What one part of the product has read and written: a cursor tells all it read when nobody reads on. */
export class Tally {
  readonly #rows = noRows();
  #cursors: Cursor[] = [];

  d1({ rows_read, rows_written }: D1Meta): void {
    this.#rows.d1Read += rows_read;
    this.#rows.d1Written += rows_written;
  }

  cursor<One extends Cursor>(cursor: One): One {
    this.#cursors.push(cursor);
    return cursor;
  }

  /** What has no cursor: a key that is read or written, or an alarm that is set, is billed as a row. */
  own(read: number, written: number): void {
    this.#rows.ownRead += read;
    this.#rows.ownWritten += written;
  }

  /** A call of an object, and how long it took. */
  async call<T>(work: () => Promise<T>): Promise<T> {
    const start = Date.now();
    this.#rows.calls++;
    try {
      return await work();
    } finally {
      this.#rows.ms += Date.now() - start;
      this.#settle();
    }
  }

  rows(): Rows {
    this.#settle();
    return { ...this.#rows };
  }

  #settle(): void {
    for (const { rowsRead, rowsWritten } of this.#cursors) this.own(rowsRead, rowsWritten);
    this.#cursors = [];
  }
}

/** The same database, with what D1 says of each statement noted. */
export function countD1(db: D1Database, tally: Tally): D1Database {
  const originals = new WeakMap<D1PreparedStatement, D1PreparedStatement>();
  const noted = <Result extends D1Result>(result: Result): Result => {
    tally.d1(result.meta);
    return result;
  };
  const statement = (original: D1PreparedStatement): D1PreparedStatement => {
    const counted = {
      bind: (...values: unknown[]) => statement(original.bind(...values)),
      all: async () => noted(await original.all()),
      run: async () => noted(await original.run()),
      // D1 says what it read only of rows that are objects: it is asked for these as well.
      raw: async () => {
        noted(await original.all());
        return original.raw();
      },
      first: async (column?: string) => {
        const [row] = noted(await original.all<Record<string, unknown>>()).results;
        return row === undefined ? null : column === undefined ? row : row[column];
      },
    } as unknown as D1PreparedStatement;
    originals.set(counted, original);
    return counted;
  };
  return {
    prepare: (sql: string) => statement(db.prepare(sql)),
    batch: async (statements: D1PreparedStatement[]) => {
      const results = await db.batch(statements.map(one => originals.get(one) ?? one));
      return results.map(noted);
    },
    exec: (sql: string) => db.exec(sql),
  } as unknown as D1Database;
}

/** Billed as rows: those read, those written. */
const KEYS: Readonly<Record<string, readonly [read: number, written: number]>> = {
  get: [1, 0],
  getAlarm: [1, 0],
  put: [0, 1],
  delete: [0, 1],
  setAlarm: [0, 1],
  deleteAlarm: [0, 1],
};

/** The same storage of an object, with what its cursors say noted. */
function countStorage(storage: DurableObjectStorage, tally: Tally): DurableObjectStorage {
  const sql = proxied(storage.sql, {
    exec: (text: string, ...values: unknown[]) => tally.cursor(storage.sql.exec(text, ...values)),
  });
  const keys = Object.fromEntries(
    Object.entries(KEYS).map(([name, rows]) => [
      name,
      (...values: unknown[]) => {
        tally.own(...rows);
        return (storage[name as keyof DurableObjectStorage] as (...values: unknown[]) => unknown)(...values);
      },
    ]),
  );
  return proxied(storage, { sql, ...keys });
}

/** The same state of an object, with what is read and written there noted. */
export const countState = <State extends Pick<DurableObjectState, 'storage'>>(
  state: State,
  tally: Tally,
): State => proxied(state, { storage: countStorage(state.storage, tally) });

/** The same thing with some of its members replaced. */
function proxied<Thing extends object>(thing: Thing, others: Readonly<Record<string, unknown>>): Thing {
  return new Proxy(thing, {
    get(target, name) {
      if (typeof name === 'string' && Object.hasOwn(others, name)) return others[name];
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
