import { columnsOf, readTiles, type TimedColumn } from '../../workers/store/heatmap-tiles.ts';

/** The columns of a span as they are stored, oldest first. */
export const readColumns = async (
  db: D1Database,
  key: Parameters<typeof readTiles>[1],
): Promise<TimedColumn[]> => columnsOf(await readTiles(db, key), key);
