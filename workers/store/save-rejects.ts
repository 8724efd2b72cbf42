import { cutNote } from '../../schema/cut-note.ts';

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
  rejects: readonly RejectRow[],
  now: number,
): Promise<void> {
  const rows = rejects.slice(0, MAX_ROWS).map(({ reason, payload }) => [cutNote(reason), cutNote(payload)]);
  const json = JSON.stringify(rows);
  await db.batch([
    db
      .prepare(
        `DELETE FROM rejects WHERE source = ?1 AND (reason, payload) NOT IN
           (SELECT value ->> 0, value ->> 1 FROM json_each(?2))`,
      )
      .bind(source, json),
    db
      .prepare(
        `INSERT OR IGNORE INTO rejects (source, time, reason, payload)
         SELECT ?1, ?3, value ->> 0, value ->> 1 FROM json_each(?2)`,
      )
      .bind(source, json, now),
  ]);
}
