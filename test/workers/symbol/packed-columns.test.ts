import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ColumnCodes, ColumnOwner } from '../../../workers/store/tile-columns.ts';
import { OWNER_PLACES } from '../../../workers/store/tile-columns.ts';
import { deflate, inflate } from '../../../workers/symbol/pack/deflate.ts';
import { packColumns, unpackColumns } from '../../../workers/symbol/pack/packed-columns.ts';
import { packMoment, unpackMoment } from '../../../workers/symbol/pack/packed-moment.ts';

const column = (firstLevel: number, ...codes: number[]): ColumnCodes => ({
  firstLevel,
  codes: Uint16Array.from(codes),
});
const anyColumn: fc.Arbitrary<ColumnCodes> = fc.record({
  firstLevel: fc.integer({ min: -30, max: 30 }).map(level => level - 2_000),
  codes: fc.array(fc.integer({ min: 0, max: 4095 }), { maxLength: 40 }).map(codes => Uint16Array.from(codes)),
});
const OWNERS = Object.keys(OWNER_PLACES) as ColumnOwner[];
const runs = { numRuns: 150, seed: 7 };
const broken = (bytes: Uint8Array, unpack: (bytes: Uint8Array) => Promise<unknown>) => async () => {
  await expect(unpack(Uint8Array.of(9, ...bytes.subarray(1)))).rejects.toThrow('expected version 1, got 9');
  await expect(unpack(new Uint8Array())).rejects.toThrow('got no bytes');
  for (let length = 1; length < bytes.length; length++)
    await expect(unpack(bytes.subarray(0, length)), `${length} bytes`).rejects.toThrow(RangeError);
};

test('any columns come back from a run, and those that are missing stay missing', async () => {
  const slots = fc.array(fc.option(anyColumn, { nil: undefined }), { maxLength: 48 });
  await fc.assert(
    fc.asyncProperty(slots, async run => {
      expect(await unpackColumns(await packColumns(run))).toEqual(run);
    }),
    runs,
  );
});

test('any columns of any owners come back from a moment', async () => {
  const moment = fc.uniqueArray(fc.tuple(fc.constantFrom(...OWNERS), anyColumn), {
    selector: ([owner]) => owner,
  });
  await fc.assert(
    fc.asyncProperty(moment, async columns => {
      expect([...(await unpackMoment(await packMoment(new Map(columns))))]).toEqual(columns);
    }),
    runs,
  );
});

test('a column is stored as its difference to the last one that is there, level by level', async () => {
  const run = [column(-3, 5, 4095, 7), undefined, column(-2, 4094, 9, 300)];
  const body = await inflate((await packColumns(run)).subarray(1));
  expect([...body]).toEqual([
    // 3 slots; 3 levels from −3, none, 3 levels one higher: signs are the lowest bit.
    ...[3, 4, 5, 0, 4, 2],
    // +5, −1 (4,095 round 4,096), +7; then −1, +2, +300: low bytes, and high nibbles.
    ...[10, 1, 14, 1, 4, 88],
    ...[0, 0, 0, 0, 0, 2],
  ]);
});

test('a level of a moment is stored as its difference to the level below, under the owner’s stored place', async () => {
  const moment = new Map<ColumnOwner, ColumnCodes>([
    ['all', column(2, 5, 6)],
    ['low', column(1, 4)],
  ]);
  const body = await inflate((await packMoment(moment)).subarray(1));
  expect([...body]).toEqual([2, ...[0, 4, 2], ...[63, 2, 1], ...[10, 2, 8], ...[0, 0, 0]]);
});

test('more slots than a run has, an owner without a place and a place without an owner are refused', async () => {
  expect(() => packColumns(Array.from({ length: 49 }, () => undefined))).toThrow('at most 48 slots, got 49');
  const nobody = new Map([['nobody' as ColumnOwner, column(0, 1)]]);
  expect(() => packMoment(nobody)).toThrow('expected an owner with a stored place, got "nobody"');
  const unknown = Uint8Array.of(1, ...(await deflate(Uint8Array.of(1, 57, 0, 0))));
  await expect(unpackMoment(unknown)).rejects.toThrow('expected a stored place that is known, got 57');
});

test('cut bytes and bytes of another version are refused', async () => {
  const run = await packColumns([column(0, 1, 2, 900), column(1, 3, 70, 4)]);
  await broken(run, unpackColumns)();
  await broken(await packMoment(new Map([['all', column(0, 1, 70, 900)]])), unpackMoment)();
  const more = Uint8Array.of(1, ...(await deflate(Uint8Array.of(0, 0, 0))));
  await expect(unpackColumns(more)).rejects.toThrow('expected their end at 1, got 2 more');
  await expect(unpackColumns(Uint8Array.of(...run, 1))).rejects.toThrow(RangeError);
});
