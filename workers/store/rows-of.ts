import { DrizzleQueryError } from 'drizzle-orm';

/**
 * What a select of drizzle gives. A failure is thrown as D1 says it: drizzle puts it into an error of its own, whose text is
 * the statement with its parameters.
 */
export async function rowsOf<Rows>(select: PromiseLike<Rows>): Promise<Rows> {
  try {
    return await select;
  } catch (error) {
    throw error instanceof DrizzleQueryError && error.cause ? error.cause : error;
  }
}

type Countable<Rows> = PromiseLike<Rows> & {
  prepare(): { run(): Promise<D1Result>; mapResult(response: unknown, isFromBatch: boolean): unknown };
};

/** The same of one table, with the number of rows that D1 counts as read for it. */
export async function countedRowsOf<Rows>(
  select: Countable<Rows>,
): Promise<{ rows: Rows; rowsRead: number }> {
  const statement = select.prepare();
  const result = await rowsOf(statement.run());
  // D1 counts only for rows that are objects, which drizzle reads as those of a batch, without saying what they are.
  return { rows: statement.mapResult(result, true) as Rows, rowsRead: result.meta.rows_read };
}
