/**
 * The same database, of which the calls fail that `fails` names by their count, from 1: running a statement is a
 * call, and so is a batch.
 */
export function failing(
  db: D1Database,
  fails: (call: number) => boolean,
): { db: D1Database; calls: () => number } {
  let calls = 0;
  const originals = new WeakMap<D1PreparedStatement, D1PreparedStatement>();
  const called = async <T>(run: () => Promise<T>): Promise<T> => {
    const call = ++calls;
    if (fails(call)) throw new Error(`the database fails call ${call}`);
    return run();
  };
  const wrapped = (statement: D1PreparedStatement): D1PreparedStatement => {
    const proxy = new Proxy(statement, {
      get(target, name: keyof D1PreparedStatement) {
        if (name === 'bind') return (...values: unknown[]) => wrapped(target.bind(...values));
        const method = target[name] as (...args: unknown[]) => Promise<unknown>;
        return (...args: unknown[]) => called(() => method.apply(target, args));
      },
    });
    originals.set(proxy, statement);
    return proxy;
  };
  const failingDatabase = {
    prepare: (sql: string) => wrapped(db.prepare(sql)),
    batch: (statements: D1PreparedStatement[]) =>
      called(() => db.batch(statements.map(statement => originals.get(statement) ?? statement))),
  } as D1Database;
  return { db: failingDatabase, calls: () => calls };
}
