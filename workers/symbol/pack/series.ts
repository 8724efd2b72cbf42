import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Values are whole numbers n of n · times / per: whole minutes, or decimals of at most 8 places. */
type Unit = { times: number; per: number };
const UNITS: readonly Unit[] = [
  { times: 60_000, per: 1 },
  ...Array.from({ length: 9 }, (_, places) => ({ times: 1, per: 10 ** places })),
];
/** Stands in the place of a unit where the values have none. */
const DOUBLES = 255;
/** Stands before a series of decimals that these doubles are sums of: they differ in their last bits. */
const ROUNDED = 254;
/** How far sums of decimals are from a decimal, at most, as a part of them: some of the last of their 52 bits. */
const SUM_ERROR = 2 ** -46;
/** Differences of such numbers, doubled for their sign, are still exact. */
const MOST = 2 ** 50;

/**
 * Numbers of one kind, each of them predicted: by the number before it, if not told otherwise. Where all have a unit,
 * their differences to the prediction are written in it; where they are sums of such numbers, these and then the bits
 * in which they differ from them; else the bits in which they differ from the prediction. Differences and bits are
 * written as planes of bytes. Throws a RangeError where a number is not finite.
 */
export function writeSeries(
  writer: ByteWriter,
  name: string,
  values: Float64Array,
  predicted?: Float64Array,
): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      throw new RangeError(`${name}: expected a finite number, got ${values[i]}`);
  const near = predicted ?? Float64Array.of(0, ...values.subarray(0, -1));
  const unit = UNITS.findIndex(unit => allHaveUnit(values, unit));
  const nearUnit = unit < 0 ? UNITS.findIndex(unit => allHaveUnit(values, unit, SUM_ERROR)) : -1;
  if (unit >= 0) {
    writer.byte(unit);
    writeWhole(writer, values, near, UNITS[unit] as Unit);
  } else if (nearUnit >= 0) {
    const { times, per } = UNITS[nearUnit] as Unit;
    // Adding 0 leaves no −0, which has no unit.
    const rounded = values.map(value => (inUnit(value, { times, per }) * times) / per + 0);
    writer.byte(ROUNDED);
    writeSeries(writer, name, rounded, predicted);
    writer.bytes(bitPlanes(values, rounded));
  } else {
    writer.byte(DOUBLES);
    writer.bytes(bitPlanes(values, near));
  }
}

/** As many numbers as were written, of the same predictions. */
export function readSeries(
  reader: ByteReader,
  count: number,
  predicted?: Float64Array,
): Float64Array<ArrayBuffer> {
  // The number before each is read from the array that is being filled: one array, seen from two places.
  const room = new Float64Array(count + 1);
  const values = room.subarray(1);
  const near = predicted ?? room.subarray(0, count);
  const unit = reader.byte();
  if (unit === DOUBLES) readBits(reader, values, near);
  else if (unit === ROUNDED) readBits(reader, values, readSeries(reader, count, predicted));
  else {
    const found = UNITS[unit];
    if (!found) throw new RangeError(`packed series: expected a unit that is known, got ${unit}`);
    readWhole(reader, values, predicted, found);
  }
  return values;
}

const inUnit = (value: number, { times, per }: Unit): number => Math.round((value * per) / times);

/** Whether all numbers have a unit: exactly, or but for an error that is such a part of them. */
function allHaveUnit(values: Float64Array, unit: Unit, error?: number): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const whole = inUnit(value, unit);
    const rounded = (whole * unit.times) / unit.per;
    const fits =
      error === undefined
        ? rounded === value && !Object.is(value, -0)
        : Math.abs(rounded - value) <= error * Math.abs(value);
    if (Math.abs(whole) > MOST || !fits) return false;
  }
  return true;
}

/** A prediction in a unit; none where it is too large to be one. */
function predictedIn(unit: Unit, value: number): number {
  const whole = inUnit(value, unit);
  return Math.abs(whole) <= MOST ? whole : 0;
}

/** The first difference alone, for it is often much larger than the others; then the number of planes, and the planes. */
function writeWhole(writer: ByteWriter, values: Float64Array, near: Float64Array, unit: Unit): void {
  const count = values.length;
  const signed = new Float64Array(count);
  let most = 0;
  for (let i = 0; i < count; i++) {
    const difference = inUnit(values[i] as number, unit) - predictedIn(unit, near[i] as number);
    if (i === 0) writer.signed(difference);
    else signed[i] = difference < 0 ? -2 * difference - 1 : 2 * difference;
    most = Math.max(most, signed[i] as number);
  }
  if (count === 0) writer.signed(0);
  let planes = 0;
  while (most >= 256 ** planes) planes++;
  writer.byte(planes);
  for (let plane = 0; plane < planes; plane++) {
    const bytes = new Uint8Array(count);
    // A byte array keeps the lowest 8 bits of what it is given.
    for (let i = 0; i < count; i++) bytes[i] = Math.floor((signed[i] as number) / 256 ** plane);
    writer.bytes(bytes);
  }
}

/** `near` is undefined where each is predicted by the one before, which is known as a whole number already. */
function readWhole(
  reader: ByteReader,
  values: Float64Array,
  near: Float64Array | undefined,
  unit: Unit,
): void {
  const { times, per } = unit;
  const count = values.length;
  const first = reader.signed();
  const planes = reader.byte();
  const bytes = reader.take(planes * count);
  let whole = first;
  for (let i = 0; i < count; i++) {
    let signed = 0;
    for (let at = (planes - 1) * count + i; at >= 0; at -= count)
      signed = signed * 256 + (bytes[at] as number);
    const negative = planes > 0 && ((bytes[i] as number) & 1) === 1;
    const difference = negative ? -0.5 * (signed + 1) : 0.5 * signed;
    if (near) whole = predictedIn(unit, near[i] as number) + (i === 0 ? first : difference);
    else whole += difference;
    values[i] = (whole * times) / per;
  }
}

/** The bits in which doubles differ from what was predicted: the first bytes of all, then the second, up to the eighth. */
function bitPlanes(values: Float64Array, near: Float64Array): Uint8Array {
  const bytes = bytesOf(Float64Array.from(values));
  const other = bytesOf(Float64Array.from(near));
  const planes = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++)
    planes[(i & 7) * values.length + (i >> 3)] = (bytes[i] as number) ^ (other[i] as number);
  return planes;
}

function readBits(reader: ByteReader, values: Float64Array, near: Float64Array): void {
  const planes = reader.take(8 * values.length);
  const bytes = bytesOf(values);
  const other = bytesOf(near);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = (planes[(i & 7) * values.length + (i >> 3)] as number) ^ (other[i] as number);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/**
 * Numbers of which some may be missing: 0 where all are, 1 where none is, else 2 and a byte for each whether it is there.
 * One that is missing is written like the one before it, which takes no room.
 */
export function writeOptional(
  writer: ByteWriter,
  name: string,
  values: readonly (number | undefined)[],
  predicted?: Float64Array,
): void {
  const present = Uint8Array.from(values, value => (value === undefined ? 0 : 1));
  const missing = present.indexOf(0) >= 0;
  const some = present.indexOf(1) >= 0;
  writer.byte(!some ? 0 : missing ? 2 : 1);
  if (!some) return;
  if (missing) writer.bytes(present);
  let last = 0;
  writeSeries(
    writer,
    name,
    Float64Array.from(values, value => (last = value ?? last)),
    predicted,
  );
}

/** As many numbers as were written; NaN where one is missing. */
export function readOptional(reader: ByteReader, count: number, predicted?: Float64Array): Float64Array {
  const kind = reader.byte();
  if (kind === 0) return new Float64Array(count).fill(Number.NaN);
  const present = kind === 2 ? reader.take(count) : undefined;
  const values = readSeries(reader, count, predicted);
  return present ? values.map((value, i) => (present[i] === 0 ? Number.NaN : value)) : values;
}
