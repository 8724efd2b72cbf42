import { and, inArray, lt } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { EXCHANGES } from '../../schema/exchange.ts';
import { feedCoverage, rejects } from '../../schema/tables.ts';

/** Deletes what was noted of feeds, and the rejects, of before a time (milliseconds UTC). */
export async function pruneIngestNotes(db: D1Database, before: number): Promise<void> {
  const on = drizzle(db);
  await on.batch([
    // By exchange, so that the key finds the old rows and the others are not read.
    on
      .delete(feedCoverage)
      .where(and(inArray(feedCoverage.exchange, EXCHANGES), lt(feedCoverage.hour, before))),
    on.delete(rejects).where(lt(rejects.time, before)),
  ]);
}
