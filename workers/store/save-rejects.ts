import { and, eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { cutNote } from '../../schema/cut-note.ts';
import { rejects } from '../../schema/tables.ts';
import { insertRejects } from './add-rejects.ts';
import { statementOf } from './statement-of.ts';

/** What could not be read, and why. */
export type RejectRow = { reason: string; payload: string };

/** Most rejects of one source that are kept, the first ones: as JSON they must stay below D1's 2 MB per value. */
const MAX_ROWS = 1_000;

/**
 * Makes these the rejects of a source: new ones are added at `now` (milliseconds UTC), known ones keep their time,
 * and those that are mended go.
 */
export async function replaceRejects(
  db: D1Database,
  source: string,
  rows: readonly RejectRow[],
  now: number,
): Promise<void> {
  const kept = rows.slice(0, MAX_ROWS);
  const json = JSON.stringify(kept.map(({ reason, payload }) => [cutNote(reason), cutNote(payload)]));
  const isMended = sql`(${rejects.reason}, ${rejects.payload}) NOT IN
    (SELECT value ->> 0, value ->> 1 FROM json_each(${json}))`;
  await db.batch([
    statementOf(
      db,
      drizzle(db)
        .delete(rejects)
        .where(and(eq(rejects.source, source), isMended)),
    ),
    ...insertRejects(
      db,
      kept.map(row => ({ source, time: now, ...row })),
    ),
  ]);
}
