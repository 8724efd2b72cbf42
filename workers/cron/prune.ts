import { DAY, MINUTE } from '../../schema/range.ts';
import { pruneLiquidations } from '../store/prune-liquidations.ts';
import { pruneTiles } from '../store/prune-tiles.ts';
import { readNewestEnd } from '../store/read-newest-end.ts';
import { readTracks } from '../store/read-tracks.ts';
import { columnLife, columnWidths } from './column-times.ts';

/** Single events are kept this long; the bars they are summed into are kept for ever. */
const EVENT_LIFE = 30 * DAY;

/** Deletes what no range can show any more. Bars, candles and daily columns stay. */
export async function prune(db: D1Database, { now }: { now: number }): Promise<void> {
  await pruneLiquidations(db, now - EVENT_LIFE);
  for (const { symbol, exchange } of await readTracks(db)) {
    const newest = await readNewestEnd(db, symbol, [exchange]);
    for (const resolution of columnWidths(MINUTE)) {
      const before = newest - columnLife(resolution);
      if (!Number.isFinite(before)) continue;
      for (const set of [exchange, 'all'] as const)
        await pruneTiles(db, { symbol, exchange: set, resolution }, before);
    }
  }
}
