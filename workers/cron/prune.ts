import type { Exchange } from '../../schema/exchange.ts';
import { DAY, MINUTE } from '../../schema/range.ts';
import { pruneTiles } from '../store/heatmap-tiles.ts';
import { pruneIngestNotes } from '../store/prune-ingest-notes.ts';
import { pruneLiquidations } from '../store/prune-liquidations.ts';
import { readNewestEnd } from '../store/read-newest-end.ts';
import { columnLife, columnWidths } from './column-times.ts';

/** Single events are kept this long; the bars they are summed into are kept for ever. */
const EVENT_LIFE = 30 * DAY;
/** What feeds saw minute by minute says which bars are zeros; ranges that are longer show bars of days. */
const NOTE_LIFE = 90 * DAY;

/** Deletes the single events and the notes of ingest that no range can show any more. Bars stay. */
export async function pruneNotes(db: D1Database, now: number): Promise<void> {
  await pruneLiquidations(db, now - EVENT_LIFE);
  await pruneIngestNotes(db, now - NOTE_LIFE);
}

/** Deletes a symbol's columns that no range can show any more at `now`. Candles and the ledger of forecasts stay. */
export async function pruneSymbol(
  db: D1Database,
  symbol: string,
  exchanges: readonly Exchange[],
  now?: number,
): Promise<void> {
  const newest = await readNewestEnd(db, symbol, exchanges, now);
  for (const resolution of columnWidths(MINUTE)) {
    await pruneTiles(db, { symbol, resolution }, newest - columnLife(resolution));
  }
}
