/** Characters of text in one statement: D1 takes values of up to 2 MB. */
const TEXT_PER_STATEMENT = 1_000_000;

/**
 * Statements that run `sql` over rows, each taking many as one JSON parameter: `sql` reads them by
 * `FROM json_each(?)`. A row is far shorter than a statement's share.
 */
export function statementsOfRows(
  db: D1Database,
  sql: string,
  rows: readonly (readonly (string | number)[])[],
): D1PreparedStatement[] {
  const statements: D1PreparedStatement[] = [];
  let chunk: string[] = [];
  let length = 0;
  const flush = () => {
    if (chunk.length > 0) statements.push(db.prepare(sql).bind(`[${chunk.join()}]`));
    [chunk, length] = [[], 0];
  };
  for (const row of rows) {
    const text = JSON.stringify(row);
    if (length + text.length > TEXT_PER_STATEMENT) flush();
    chunk.push(text);
    length += text.length;
  }
  flush();
  return statements;
}
