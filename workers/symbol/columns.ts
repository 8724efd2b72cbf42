import { type ExchangeSet, STORED_PLACES } from '../../schema/exchange.ts';
import type { LevelColumn, LevelRange } from '../../schema/lattice.ts';
import { type Layer, STORED_LAYER_PLACES } from '../../schema/layer.ts';
import { type ColumnCodes, codesColumn, codesOf, codesText } from '../store/tile-columns.ts';
import type { Head } from './head.ts';
import type { Own, Write } from './own.ts';
import { packColumns, unpackColumns } from './pack/packed-columns.ts';
import { packMoment, unpackMoment } from './pack/packed-moment.ts';

/** Columns in a row of `closed`, and rows of `open` of a width. */
export const RUN = 48;
/** Columns in a tile of the text that digests are made of: of the sum, of each exchange, of layers. */
const TILE_COLUMNS = { whole: 96, each: 16, layers: 32 } as const;

/** Whose columns: an exchange set's, or a layer of them, which only `all` has. */
export type ColumnSet = { exchange: ExchangeSet; layer?: Layer | undefined };
/** The same of one width, ms. */
export type ColumnKey = ColumnSet & { resolution: number };

/** The forecast frozen at the end of [time, time + resolution). */
export type TimedColumn = { time: number; column: LevelColumn };
/** A column that is ready to be stored. */
export type FinishedColumn = TimedColumn & ColumnKey;

type Owner = ExchangeSet | Layer;
type Part = keyof typeof TILE_COLUMNS;
type Moment = Map<Owner, ColumnCodes>;

const ownerOf = ({ exchange, layer }: ColumnSet): Owner => layer ?? exchange;
const PLACES: Readonly<Record<Owner, number>> = { all: 0, ...STORED_PLACES, ...STORED_LAYER_PLACES };
export function partOf({ exchange, layer }: ColumnSet): Part {
  if (layer) return 'layers';
  return exchange === 'all' ? 'whole' : 'each';
}

const runOf = (time: number, width: number): number => Math.floor(time / (RUN * width)) * RUN * width;
const slotOf = (time: number, width: number): number => (time / width) % RUN;

/** The text of a column of which the digest is published: its owner, its place in a tile, its levels. */
export function columnText(set: ColumnKey, time: number, codes: ColumnCodes): string {
  const span = TILE_COLUMNS[partOf(set)] * set.resolution;
  return codesText(ownerOf(set), (time % span) / set.resolution, codes);
}

type OpenRow = { time: number } & Partial<Record<Part, ArrayBuffer | null>>;

/** The rows of the ring of a width, oldest first; those of a run before the newest are past, and left out. */
function openRows({ sql }: Own, width: number, part: Part | 'whole, each, layers'): OpenRow[] {
  const rows = sql.exec<OpenRow>(`SELECT time, ${part} FROM open WHERE width = ?`, width).toArray();
  const run = runOf(Math.max(...rows.map(({ time }) => time)), width);
  return rows.filter(({ time }) => time >= run).sort((a, b) => a.time - b.time);
}

const codesIn = async (bytes: ArrayBuffer | null | undefined): Promise<Moment> =>
  bytes ? unpackMoment(new Uint8Array(bytes)) : new Map();

/** The codes of an owner's columns with from <= time < to, oldest first. A hole is absent. */
async function readCodes(
  own: Own,
  key: ColumnKey,
  { from, to }: { from: number; to: number },
): Promise<{ time: number; codes: ColumnCodes }[]> {
  const { resolution: width } = key;
  const part = partOf(key);
  const closed = own.sql
    .exec<{ start: number; columns: ArrayBuffer }>(
      'SELECT start, columns FROM closed WHERE width = ? AND owner = ? AND start > ? AND start < ? ORDER BY start',
      ...[width, PLACES[ownerOf(key)], from - RUN * width, to],
    )
    .toArray();
  const open = openRows(own, width, part).filter(({ time }) => time >= from && time < to);
  const runs = await Promise.all(
    closed.map(async ({ start, columns }) =>
      (await unpackColumns(new Uint8Array(columns))).map((codes, slot) => ({
        time: start + slot * width,
        codes,
      })),
    ),
  );
  const moments = await Promise.all(
    open.map(async row => ({ time: row.time, codes: (await codesIn(row[part])).get(ownerOf(key)) })),
  );
  return [...runs.flat(), ...moments].flatMap(({ time, codes }) =>
    codes && time >= from && time < to ? [{ time, codes }] : [],
  );
}

/** Columns with from <= time < to, oldest first, as far as they stand within these levels. A hole is absent. */
export async function readColumns(
  own: Own,
  { from, to, ...key }: ColumnKey & { from: number; to: number },
  within?: LevelRange,
): Promise<TimedColumn[]> {
  const found = await readCodes(own, key, { from, to });
  return found.map(({ time, codes }) => ({ time, column: codesColumn(codes, within) }));
}

/** The newest column of a set in the finest width it has: what stands now. */
export async function readNewestColumn(
  own: Own,
  { widths }: Pick<Head, 'widths'>,
  set: ColumnSet,
): Promise<(TimedColumn & { resolution: number }) | undefined> {
  // Other exchanges may have finer columns: those widths are passed over.
  for (const resolution of widths[partOf(set)] ?? []) {
    const found = await newestCodes(own, { ...set, resolution });
    if (found) return { time: found.time, column: codesColumn(found.codes), resolution };
  }
  return undefined;
}

async function newestCodes(
  own: Own,
  key: ColumnKey,
): Promise<{ time: number; codes: ColumnCodes } | undefined> {
  const { resolution: width } = key;
  const part = partOf(key);
  for (const row of openRows(own, width, part).reverse()) {
    const codes = (await codesIn(row[part])).get(ownerOf(key));
    if (codes) return { time: row.time, codes };
  }
  const [run] = own.sql
    .exec<{ start: number; columns: ArrayBuffer }>(
      'SELECT start, columns FROM closed WHERE width = ? AND owner = ? ORDER BY start DESC LIMIT 1',
      ...[width, PLACES[ownerOf(key)]],
    )
    .toArray();
  const slots = run ? await unpackColumns(new Uint8Array(run.columns)) : [];
  const slot = slots.findLastIndex(codes => codes !== undefined);
  const codes = slots[slot];
  return run && codes ? { time: run.start + slot * width, codes } : undefined;
}

/** The texts of columns with from <= time < to, of which the ledger holds the digests, by their time. */
export async function readColumnTexts(
  own: Own,
  key: ColumnKey,
  span: { from: number; to: number },
): Promise<Map<number, string>> {
  const found = await readCodes(own, key, span);
  return new Map(found.map(({ time, codes }) => [time, columnText(key, time, codes)]));
}

/**
 * Packs finished columns, to be written in the transaction of the model's state that they came from. In each width the
 * columns of the newest run lie in the ring, a row per time; when a newer run begins, those of the run before it are closed,
 * a row per owner. One that comes late goes where its run is. A column that is there stays as it is. Closed runs whose last
 * column opened `life(width)` before the newest column are deleted.
 */
export async function packFinished(
  own: Own,
  finished: readonly FinishedColumn[],
  life: (width: number) => number,
): Promise<Write[]> {
  const writes: Write[] = [];
  for (const [width, columns] of Map.groupBy(finished, column => column.resolution)) {
    const open = openRows(own, width, 'whole, each, layers');
    const newest = Math.max(...columns.map(({ time }) => time), ...open.map(({ time }) => time));
    const run = runOf(newest, width);
    const closing = new Map<string, { owner: Owner; start: number; slots: (ColumnCodes | undefined)[] }>();
    const close = (owner: Owner, time: number, codes: ColumnCodes) => {
      const start = runOf(time, width);
      const key = `${owner} ${start}`;
      const known = closing.get(key) ?? { owner, start, slots: new Array<undefined>(RUN).fill(undefined) };
      known.slots[slotOf(time, width)] ??= codes;
      closing.set(key, known);
    };
    const past = open.filter(({ time }) => time < run);
    for (const row of past)
      for (const part of ['whole', 'each', 'layers'] as const)
        for (const [owner, codes] of await codesIn(row[part])) close(owner, row.time, codes);
    for (const column of columns)
      if (column.time < run) close(ownerOf(column), column.time, codesOf(column.column));
    for (const { owner, start, slots } of closing.values())
      writes.push(await packRun(own, { width, owner, start }, slots, newest - life(width)));
    const present = Map.groupBy(
      columns.filter(({ time }) => time >= run),
      ({ time }) => time,
    );
    const stored = new Map(open.filter(({ time }) => time >= run).map(row => [row.time, row]));
    for (const [time, members] of present) writes.push(await packRow(width, time, members, stored.get(time)));
  }
  return writes;
}

async function packRun(
  { sql }: Own,
  { width, owner, start }: { width: number; owner: Owner; start: number },
  slots: (ColumnCodes | undefined)[],
  oldest: number,
): Promise<Write> {
  const key = [width, PLACES[owner], start];
  const [row] = sql
    .exec<{ columns: ArrayBuffer }>(
      'SELECT columns FROM closed WHERE width = ? AND owner = ? AND start = ?',
      ...key,
    )
    .toArray();
  const known = row ? await unpackColumns(new Uint8Array(row.columns)) : [];
  const packed = await packColumns(slots.map((codes, slot) => known[slot] ?? codes));
  return sql => {
    sql.exec('INSERT OR REPLACE INTO closed VALUES (?, ?, ?, ?)', ...key, packed);
    sql.exec(
      'DELETE FROM closed WHERE width = ? AND owner = ? AND start < ?',
      ...[width, PLACES[owner], oldest - RUN * width],
    );
  };
}

async function packRow(
  width: number,
  time: number,
  members: readonly FinishedColumn[],
  stored: OpenRow | undefined,
): Promise<Write> {
  const packed: Record<Part, ArrayBuffer | Uint8Array | null> = { whole: null, each: null, layers: null };
  for (const part of ['whole', 'each', 'layers'] as const) {
    const own = members.filter(column => partOf(column) === part);
    packed[part] = stored?.[part] ?? null;
    if (own.length === 0) continue;
    const moment = await codesIn(stored?.[part]);
    for (const column of own)
      if (!moment.has(ownerOf(column))) moment.set(ownerOf(column), codesOf(column.column));
    packed[part] = await packMoment(moment);
  }
  return sql => {
    const { whole, each, layers } = packed;
    sql.exec(
      'INSERT OR REPLACE INTO open VALUES (?, ?, ?, ?, ?, ?)',
      width,
      slotOf(time, width),
      time,
      whole,
      each,
      layers,
    );
  };
}
