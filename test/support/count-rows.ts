/** The same database, with the rows counted that D1 says it read, and the statements that were run. */
export function countRows(db: D1Database): { db: D1Database; rows: () => number; statements: () => number } {
  let rows = 0;
  let statements = 0;
  const counted = (statement: D1PreparedStatement): D1PreparedStatement => {
    const all = async () => {
      const result = await statement.all<Record<string, unknown>>();
      rows += result.meta.rows_read;
      statements++;
      return result;
    };
    return {
      bind: (...values: unknown[]) => counted(statement.bind(...values)),
      all,
      run: all,
      // D1 says what it read only of rows that are objects.
      raw: async () => {
        await all();
        return statement.raw();
      },
      first: async (column?: string) => {
        const [row] = (await all()).results;
        return row === undefined ? null : column === undefined ? row : row[column];
      },
    } as unknown as D1PreparedStatement;
  };
  const countedDatabase = {
    prepare: (sql: string) => counted(db.prepare(sql)),
    batch: (all: D1PreparedStatement[]) => Promise.all(all.map(statement => statement.all())),
  } as D1Database;
  return { db: countedDatabase, rows: () => rows, statements: () => statements };
}
