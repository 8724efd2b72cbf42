import { TILE_COLUMNS, type TileKey } from './heatmap-tiles.ts';

/** Deletes the tiles of one width whose last column is older than `before`. */
export async function pruneTiles(db: D1Database, key: TileKey, before: number): Promise<void> {
  await db
    .prepare('DELETE FROM heatmap_tiles WHERE symbol = ? AND exchange = ? AND resolution = ? AND start <= ?')
    .bind(key.symbol, key.exchange, key.resolution, before - TILE_COLUMNS * key.resolution)
    .run();
}
