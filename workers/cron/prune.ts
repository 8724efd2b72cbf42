import { DAY, MINUTE } from '../../schema/range.ts';
import { pruneTiles } from '../store/heatmap-tiles.ts';
import { pruneIngestNotes } from '../store/prune-ingest-notes.ts';
import { pruneLiquidations } from '../store/prune-liquidations.ts';
import { readNewestEnd } from '../store/read-newest-end.ts';
import { readTracks } from '../store/read-tracks.ts';
import { columnLife, columnWidths } from './column-times.ts';

/** Single events are kept this long; the bars they are summed into are kept for ever. */
const EVENT_LIFE = 30 * DAY;
/** What feeds saw minute by minute says which bars are zeros; ranges that are longer show bars of days. */
const NOTE_LIFE = 90 * DAY;

/** Deletes what no range can show any more. Candles, bars and the ledger of forecasts stay. */
export async function prune(db: D1Database, { now }: { now: number }): Promise<void> {
  await pruneLiquidations(db, now - EVENT_LIFE);
  await pruneIngestNotes(db, now - NOTE_LIFE);
  const bySymbol = Map.groupBy(await readTracks(db), track => track.symbol);
  for (const [symbol, tracks] of bySymbol) {
    const newest = await readNewestEnd(
      db,
      symbol,
      tracks.map(track => track.exchange),
    );
    for (const resolution of columnWidths(MINUTE)) {
      await pruneTiles(db, { symbol, resolution }, newest - columnLife(resolution));
    }
  }
}
