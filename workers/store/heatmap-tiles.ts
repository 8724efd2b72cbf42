import type { ExchangeSet } from '../../schema/exchange.ts';
import type { LevelColumn } from '../../schema/lattice.ts';
import { decodeColumns, encodeColumn } from './tile-columns.ts';

/** Columns per tile row: few enough to append cheaply, enough that the longest range reads five rows. */
export const TILE_COLUMNS = 96;

export type TileKey = { symbol: string; exchange: ExchangeSet; resolution: number };
/** The forecast frozen at the end of [time, time + resolution). */
export type TimedColumn = { time: number; column: LevelColumn };

/**
 * The statements that append columns (oldest first, each newer than what is stored) to their tiles. To be run
 * in one batch with the model state they came from; run again, they change nothing.
 */
export function appendColumns(
  db: D1Database,
  key: TileKey,
  columns: readonly TimedColumn[],
): D1PreparedStatement[] {
  const tileSpan = TILE_COLUMNS * key.resolution;
  const tiles = Map.groupBy(columns, ({ time }) => Math.floor(time / tileSpan) * tileSpan);
  return [...tiles].map(([start, members]) => {
    const text = members
      .map(({ time, column }) => encodeColumn((time - start) / key.resolution, column))
      .join('');
    return db
      .prepare(
        `INSERT INTO heatmap_tiles (symbol, exchange, resolution, start, last, columns) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO UPDATE SET columns = columns || excluded.columns, last = excluded.last WHERE ?7 > last`,
      )
      .bind(key.symbol, key.exchange, key.resolution, start, members.at(-1)?.time, text, members[0]?.time);
  });
}

/** Columns with from <= time < to, oldest first. A hole is absent. */
export async function readColumns(
  db: D1Database,
  key: TileKey & { from: number; to: number },
): Promise<TimedColumn[]> {
  const { results } = await db
    .prepare(
      `SELECT start, columns FROM heatmap_tiles
       WHERE symbol = ? AND exchange = ? AND resolution = ? AND start > ? AND start < ? AND last >= ? ORDER BY start`,
    )
    .bind(
      key.symbol,
      key.exchange,
      key.resolution,
      key.from - TILE_COLUMNS * key.resolution,
      key.to,
      key.from,
    )
    .all<{ start: number; columns: string }>();
  return results
    .flatMap(tile =>
      decodeColumns(tile.columns).map(({ index, column }) => ({
        time: tile.start + index * key.resolution,
        column,
      })),
    )
    .filter(({ time }) => time >= key.from && time < key.to);
}

/** The widths in which columns of a symbol are stored, finest first. */
export async function storedResolutions(
  db: D1Database,
  { symbol, exchange }: { symbol: string; exchange: ExchangeSet },
): Promise<number[]> {
  const { results } = await db
    .prepare(
      'SELECT DISTINCT resolution FROM heatmap_tiles WHERE symbol = ? AND exchange = ? ORDER BY resolution',
    )
    .bind(symbol, exchange)
    .all<{ resolution: number }>();
  return results.map(row => row.resolution);
}

/** The newest column of a symbol in its finest width: what stands now. */
export async function readNewestColumn(
  db: D1Database,
  { symbol, exchange }: { symbol: string; exchange: ExchangeSet },
): Promise<(TimedColumn & { resolution: number }) | undefined> {
  const tile = await db
    .prepare(
      `SELECT resolution, start, columns FROM heatmap_tiles WHERE symbol = ?1 AND exchange = ?2 AND resolution =
         (SELECT min(resolution) FROM heatmap_tiles WHERE symbol = ?1 AND exchange = ?2)
       ORDER BY start DESC LIMIT 1`,
    )
    .bind(symbol, exchange)
    .first<{ resolution: number; start: number; columns: string }>();
  const newest = tile && decodeColumns(tile.columns).at(-1);
  if (!tile || !newest) return undefined;
  return {
    time: tile.start + newest.index * tile.resolution,
    column: newest.column,
    resolution: tile.resolution,
  };
}
