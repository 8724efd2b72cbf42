/** What a database was asked: each statement run by itself is a call, and so is each batch. */
export type CallCount = { calls: number };

/**
 * The same database, with its calls counted in `count`: the free plan gives an invocation 50 of them. What has been
 * prepared here may only be run here.
 */
export function countCalls(db: D1Database, count: CallCount): D1Database {
  const originals = new WeakMap<D1PreparedStatement, D1PreparedStatement>();
  const counted = (statement: D1PreparedStatement): D1PreparedStatement => {
    const proxy = new Proxy(statement, {
      get(target, name: keyof D1PreparedStatement) {
        if (name === 'bind') return (...values: unknown[]) => counted(target.bind(...values));
        const value = target[name];
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          count.calls++;
          return (value as (...args: unknown[]) => unknown).apply(target, args);
        };
      },
    });
    originals.set(proxy, statement);
    return proxy;
  };
  return {
    prepare: (sql: string) => counted(db.prepare(sql)),
    batch: (statements: D1PreparedStatement[]) => {
      count.calls++;
      return db.batch(statements.map(statement => originals.get(statement) ?? statement));
    },
    exec: (sql: string) => {
      count.calls++;
      return db.exec(sql);
    },
  } as unknown as D1Database;
}
