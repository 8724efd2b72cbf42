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
