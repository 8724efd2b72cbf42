import { type ColumnCodes, type ColumnOwner, OWNER_PLACES } from '../../store/tile-columns.ts';
import { ByteWriter } from './byte-writer.ts';
import { packPlanes, unpackPlanes } from './code-planes.ts';
import { packBody, unpackBody } from './versioned.ts';

const KIND = { name: 'packed moment', version: 1 };
const OWNERS = new Map(
  (Object.keys(OWNER_PLACES) as ColumnOwner[]).map(owner => [OWNER_PLACES[owner], owner] as const),
);

/**
 * The columns of all owners that were finished at one time in one width. A level hardly differs from the level below it.
 * The body: the number of owners; for each, its stored place, first level and number of levels; then the planes of the
 * differences.
 */
export function packMoment(columns: ReadonlyMap<ColumnOwner, ColumnCodes>): Promise<Uint8Array> {
  const writer = new ByteWriter();
  writer.whole(columns.size);
  for (const [owner, { firstLevel, codes }] of columns) {
    if (!Object.hasOwn(OWNER_PLACES, owner))
      throw new RangeError(`${KIND.name}: expected an owner with a stored place, got "${owner}"`);
    writer.byte(OWNER_PLACES[owner]);
    writer.signed(firstLevel);
    writer.whole(codes.length);
  }
  writer.bytes(
    packPlanes(
      Array.from(columns.values(), ({ codes }) => {
        const column = levelsBelow(codes.length);
        column.codes.set(codes);
        return column;
      }),
    ),
  );
  return packBody(KIND, writer.written());
}

/** What `packMoment` packed, in its order. Throws a RangeError on bytes that it did not write, or of an unknown owner. */
export async function unpackMoment(bytes: Uint8Array): Promise<Map<ColumnOwner, ColumnCodes>> {
  const reader = await unpackBody(KIND, bytes);
  let levels = 0;
  const heads = Array.from({ length: reader.whole() }, () => {
    const place = reader.byte();
    const owner = OWNERS.get(place);
    if (owner === undefined)
      throw new RangeError(`${KIND.name}: expected a stored place that is known, got ${place}`);
    const head = { owner, firstLevel: reader.signed(), count: reader.whole() };
    levels += head.count;
    return head;
  });
  const planes = reader.take(2 * levels);
  reader.end();
  let at = 0;
  return new Map(
    heads.map(({ owner, firstLevel, count }) => {
      const column = levelsBelow(count);
      unpackPlanes(planes, at, column);
      at += count;
      return [owner, { firstLevel, codes: column.codes }] as const;
    }),
  );
}

/** Codes to be filled, each predicted by the one before it: one array, seen from two places. */
function levelsBelow(count: number) {
  const codes = new Uint16Array(count + 1);
  return { codes: codes.subarray(1), predicted: codes.subarray(0, count) };
}
