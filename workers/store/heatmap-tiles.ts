import { and, asc, desc, eq, gt, lt, lte, type SQL, sql } from 'drizzle-orm';
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1';
import type { ExchangeSet } from '../../schema/exchange.ts';
import type { LevelColumn, LevelRange } from '../../schema/lattice.ts';
import type { Layer } from '../../schema/layer.ts';
import { heatmapTiles } from '../../schema/tables.ts';
import { excluded, insertRows, type OnKey } from './insert-rows.ts';
import { matches } from './matches.ts';
import { type Asked, prepared } from './prepared.ts';
import { statementOf } from './statement-of.ts';
import { type ColumnOwner, cutColumns, decodeColumns, encodeColumn } from './tile-columns.ts';

/**
 * Columns per tile row: few enough to append cheaply, enough that the longest range reads few rows. All exchanges
 * of a symbol share the rows of 'each' (D1 bills rows, not their size), so these are shorter: a row holds 2 MB.
 */
const TILE_COLUMNS = { all: 96, each: 16, layers: 32 } as const;

/** Whose columns: an exchange set's, or a layer of them, which only `all` has. */
export type ColumnSet = { exchange: ExchangeSet; layer?: Layer | undefined };
export type TileKey = ColumnSet & { symbol: string; resolution: number };
/** The forecast frozen at the end of [time, time + resolution). */
export type TimedColumn = { time: number; column: LevelColumn };

/** A column that is ready to be stored. */
export type FinishedColumn = TimedColumn & Omit<TileKey, 'symbol'>;

type Part = typeof heatmapTiles.$inferSelect.part;
const ownerOf = ({ exchange, layer }: ColumnSet): ColumnOwner => layer ?? exchange;
function partOf({ exchange, layer }: ColumnSet): Part {
  if (layer) return 'layers';
  return exchange === 'all' ? 'all' : 'each';
}
const tileSpan = (key: Omit<TileKey, 'symbol'>): number => TILE_COLUMNS[partOf(key)] * key.resolution;

const { columns: stored } = heatmapTiles;
const APPENDED: OnKey = { set: [[stored, sql`${stored} || ${excluded(stored)}`]] };

/**
 * The statements that append columns to their tiles. To be run in one batch with the model state they came from,
 * whose revision makes sure that it happens once.
 */
export function appendColumns(
  db: D1Database,
  symbol: string,
  columns: readonly FinishedColumn[],
): D1PreparedStatement[] {
  const tiles = new Map<string, typeof heatmapTiles.$inferInsert>();
  for (const finished of columns) {
    const { resolution, time } = finished;
    const start = time - (time % tileSpan(finished));
    const part = partOf(finished);
    const key = [part, resolution, start].join();
    const tile = tiles.get(key) ?? { symbol, part, resolution, start, columns: '' };
    tiles.set(key, tile);
    tile.columns += columnText(finished);
  }
  return insertRows(db, heatmapTiles, [...tiles.values()], APPENDED);
}

/** The text in which a column is stored, and of which the digest is published. */
export function columnText(finished: FinishedColumn): string {
  const index = (finished.time % tileSpan(finished)) / finished.resolution;
  return encodeColumn(ownerOf(finished), index, finished.column);
}

/** What is read: columns that open with from <= time < to. */
type TileSpan = TileKey & { from: number; to: number };
type Tile = Pick<typeof heatmapTiles.$inferSelect, 'start' | 'columns'>;

/** Names the tiles that hold a set's columns of one width. */
const tilesOf = (key: TileKey) => ({ symbol: key.symbol, part: partOf(key), resolution: key.resolution });
type AskedTiles = Asked<'symbol' | 'part' | 'resolution'>;

const selectTiles = (on: DrizzleD1Database, { symbol, part, resolution }: AskedTiles, only?: SQL) =>
  on
    .select({ start: heatmapTiles.start, columns: heatmapTiles.columns })
    .from(heatmapTiles)
    .where(and(matches(heatmapTiles, { symbol, part, resolution }), only));

const tilesBetween = prepared((on, asked: AskedTiles & Asked<'after' | 'to'>) =>
  selectTiles(on, asked, and(gt(heatmapTiles.start, asked.after), lt(heatmapTiles.start, asked.to))),
);
const newestTile = prepared((on, tiles: AskedTiles) =>
  selectTiles(on, tiles).orderBy(desc(heatmapTiles.start)).limit(1),
);
const tileAt = prepared((on, asked: AskedTiles & Asked<'start'>) =>
  selectTiles(on, asked, eq(heatmapTiles.start, asked.start)),
);
const resolutionsOf = prepared((on, { symbol, part }: Asked<'symbol' | 'part'>) =>
  on
    .selectDistinct({ resolution: heatmapTiles.resolution })
    .from(heatmapTiles)
    .where(matches(heatmapTiles, { symbol, part }))
    .orderBy(asc(heatmapTiles.resolution)),
);

/** Columns of several layers of the sum, in bins of levels (`layer-bins.ts`), from one reading of their shared tiles. */
export async function readLayers(
  db: D1Database,
  key: { symbol: string; resolution: number; from: number; to: number; bins: LevelRange },
  layers: readonly Layer[],
): Promise<Map<Layer, TimedColumn[]>> {
  const [first] = layers;
  if (first === undefined) return new Map();
  const tiles = await readTiles(db, { ...key, exchange: 'all', layer: first });
  return new Map(
    layers.map(layer => [layer, columnsOf(tiles, { ...key, exchange: 'all', layer }, key.bins)]),
  );
}

/** The tiles that hold a span, as they are stored; `columnsOf` reads them. */
export const readTiles = (db: D1Database, key: TileSpan): Promise<Tile[]> =>
  tilesBetween(db, { ...tilesOf(key), after: key.from - tileSpan(key), to: key.to });

/** The columns of a span in its tiles, oldest first, as far as they stand within these levels. A hole is absent. */
export const columnsOf = (tiles: readonly Tile[], key: TileSpan, within?: LevelRange): TimedColumn[] =>
  tiles
    .flatMap(tile => timedColumns(tile, key, within))
    .filter(({ time }) => time >= key.from && time < key.to)
    .sort((a, b) => a.time - b.time);

/** The widths in which columns of a symbol are stored, finest first. */
export async function storedResolutions(db: D1Database, key: Omit<TileKey, 'resolution'>): Promise<number[]> {
  const rows = await resolutionsOf(db, { symbol: key.symbol, part: partOf(key) });
  return rows.map(row => row.resolution);
}

/** The newest column of an exchange set in the finest width it has: what stands now. */
export async function readNewestColumn(
  db: D1Database,
  key: Omit<TileKey, 'resolution'>,
): Promise<(TimedColumn & { resolution: number }) | undefined> {
  // Other exchanges of the symbol may have finer columns in the same part: those widths are passed over.
  for (const resolution of await storedResolutions(db, key)) {
    const [tile] = await newestTile(db, tilesOf({ ...key, resolution }));
    const texts = cutColumns(tile?.columns ?? '', ownerOf(key)).sort((a, b) => b.index - a.index);
    const [newest] = texts.map(({ text }) => text);
    const [column] = tile && newest ? timedColumns({ ...tile, columns: newest }, { ...key, resolution }) : [];
    if (column) return { ...column, resolution };
  }
  return undefined;
}

/** The text in which the column that opens at `time` is stored, of which the ledger holds the digest. */
export async function readColumnText(
  db: D1Database,
  key: TileKey & { time: number },
): Promise<string | undefined> {
  const span = tileSpan(key);
  const start = key.time - (key.time % span);
  const [tile] = await tileAt(db, { ...tilesOf(key), start });
  const index = (key.time - start) / key.resolution;
  return cutColumns(tile?.columns ?? '', ownerOf(key)).find(column => column.index === index)?.text;
}

/** Deletes the tiles of one width whose last column is older than `before`. */
export async function pruneTiles(
  db: D1Database,
  { symbol, resolution }: Pick<TileKey, 'symbol' | 'resolution'>,
  before: number,
): Promise<void> {
  await db.batch(
    (['all', 'each', 'layers'] as const).map(part =>
      statementOf(
        db,
        drizzle(db)
          .delete(heatmapTiles)
          .where(
            and(
              matches(heatmapTiles, { symbol, part, resolution }),
              lte(heatmapTiles.start, before - TILE_COLUMNS[part] * resolution),
            ),
          ),
      ),
    ),
  );
}

const timedColumns = (tile: Tile, key: TileKey, within?: LevelRange): TimedColumn[] =>
  decodeColumns(tile.columns, ownerOf(key), within).map(({ index, column }) => ({
    time: tile.start + index * key.resolution,
    column,
  }));
