/** Methods of a statement that go to the database. */
const READS = ['first', 'all', 'raw', 'run'];

/** The same database, of whose calls `fails` decides which throw. */
export function failingDatabase(db: D1Database, fails: () => boolean): D1Database {
  const originals = new WeakMap<object, D1PreparedStatement>();

  const refuse = () => Promise.reject(new Error('D1_ERROR: Network connection lost.'));

  function failing(statement: D1PreparedStatement): D1PreparedStatement {
    const wrapped = new Proxy(statement, {
      get(target, name) {
        if (name === 'bind') return (...values: unknown[]) => failing(target.bind(...values));
        const found = Reflect.get(target, name) as unknown;
        if (typeof found !== 'function') return found;
        if (READS.includes(String(name)) && fails()) return refuse;
        return found.bind(target);
      },
    });
    originals.set(wrapped, statement);
    return wrapped;
  }

  return new Proxy(db, {
    get(target, name) {
      if (name === 'prepare') return (sql: string) => failing(target.prepare(sql));
      if (name === 'batch')
        return (statements: D1PreparedStatement[]) =>
          fails() ? refuse() : target.batch(statements.map(one => originals.get(one) ?? one));
      const found = Reflect.get(target, name) as unknown;
      return typeof found === 'function' ? found.bind(target) : found;
    },
  });
}
