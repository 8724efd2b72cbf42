import { DAY } from '../../schema/range.ts';
import { pruneNews } from '../store/news.ts';
import { pruneIngestNotes } from '../store/prune-ingest-notes.ts';
import { pruneLiquidations } from '../store/prune-liquidations.ts';

/** Single events are kept this long; the bars they are summed into are kept for ever. */
const EVENT_LIFE = 30 * DAY;
/** What feeds saw minute by minute says which bars are zeros; ranges that are longer show bars of days. */
const NOTE_LIFE = 90 * DAY;
/** An object that has read no news for longer takes in anew all that there is. */
const NEWS_LIFE = 3 * DAY;

/** Deletes the single events and the notes of ingest that no range can show any more. Bars stay. */
export async function pruneNotes(db: D1Database, now: number): Promise<void> {
  await pruneLiquidations(db, now - EVENT_LIFE);
  await pruneIngestNotes(db, now - NOTE_LIFE);
  await pruneNews(db, now - NEWS_LIFE);
}
