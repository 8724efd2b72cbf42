import type { ColumnCodes } from '../../store/tile-columns.ts';
import { ByteWriter } from './byte-writer.ts';
import { packPlanes, unpackPlanes } from './code-planes.ts';
import { packBody, unpackBody } from './versioned.ts';

const KIND = { name: 'packed columns', version: 1 };
export const MAX_SLOTS = 48;
const NOTHING: ColumnCodes = { firstLevel: 0, codes: new Uint16Array() };

/**
 * Columns of one owner that follow each other in one width; one that is missing is undefined. A column hardly differs
 * from the one before. The body: the number of slots; for each, its levels plus 1 and how far its first level lies from that
 * of the column before, or 0 where it is missing; then the planes of the differences.
 */
export function packColumns(slots: readonly (ColumnCodes | undefined)[]): Promise<Uint8Array> {
  if (slots.length > MAX_SLOTS)
    throw new RangeError(`${KIND.name}: expected at most ${MAX_SLOTS} slots, got ${slots.length}`);
  const writer = new ByteWriter();
  writer.whole(slots.length);
  let before = NOTHING;
  const columns = [];
  for (const column of slots) {
    writer.whole(column ? column.codes.length + 1 : 0);
    if (!column) continue;
    writer.signed(column.firstLevel - before.firstLevel);
    columns.push({
      codes: column.codes,
      predicted: onLevels(before, column.firstLevel, column.codes.length),
    });
    before = column;
  }
  writer.bytes(packPlanes(columns));
  return packBody(KIND, writer.written());
}

/** The slots that `packColumns` packed, as many as they were. Throws a RangeError on bytes that it did not write. */
export async function unpackColumns(bytes: Uint8Array): Promise<(ColumnCodes | undefined)[]> {
  const reader = await unpackBody(KIND, bytes);
  let firstLevel = 0;
  let levels = 0;
  const slots = Array.from({ length: reader.whole() }, () => {
    const count = reader.whole() - 1;
    if (count < 0) return undefined;
    firstLevel += reader.signed();
    levels += count;
    return { firstLevel, count };
  });
  const planes = reader.take(2 * levels);
  reader.end();
  let at = 0;
  let before = NOTHING;
  return slots.map(slot => {
    if (!slot) return undefined;
    const codes = new Uint16Array(slot.count);
    unpackPlanes(planes, at, { codes, predicted: onLevels(before, slot.firstLevel, slot.count) });
    at += slot.count;
    before = { firstLevel: slot.firstLevel, codes };
    return before;
  });
}

/** The codes of a column on so many levels from `first` up; 0 where it has none. */
function onLevels({ firstLevel, codes }: ColumnCodes, first: number, count: number): Uint16Array {
  const found = new Uint16Array(count);
  const from = Math.max(first, firstLevel);
  const to = Math.min(first + count, firstLevel + codes.length);
  if (from < to) found.set(codes.subarray(from - firstLevel, to - firstLevel), from - first);
  return found;
}
