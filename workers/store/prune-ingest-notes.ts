import { EXCHANGES } from '../../schema/exchange.ts';

/** Deletes what was noted of feeds, and the rejects, of before a time (milliseconds UTC). */
export async function pruneIngestNotes(db: D1Database, before: number): Promise<void> {
  await db.batch([
    // By exchange, so that the key finds the old rows and the others are not read.
    db
      .prepare('DELETE FROM feed_coverage WHERE exchange IN (SELECT value FROM json_each(?)) AND hour < ?')
      .bind(JSON.stringify(EXCHANGES), before),
    db.prepare('DELETE FROM rejects WHERE time < ?').bind(before),
  ]);
}
