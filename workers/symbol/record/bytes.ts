/** Bytes that are written one after another. */
export type Writer = { bytes: Uint8Array<ArrayBuffer>; view: DataView; at: number };

/** Bytes that are read one after another. */
export type Reader = Omit<Writer, 'bytes'> & { bytes: Uint8Array };

export function newWriter(): Writer {
  const bytes = new Uint8Array(1 << 12);
  return { bytes, view: new DataView(bytes.buffer), at: 0 };
}

export const readerOf = (bytes: Uint8Array): Reader => ({
  ...{ bytes, at: 0 },
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
});

export const written = ({ bytes, at }: Writer): Uint8Array => bytes.slice(0, at);

/** Makes room for one number more. */
function grow(writer: Writer): void {
  if (writer.at + 8 <= writer.bytes.length) return;
  const bytes = new Uint8Array(2 * writer.bytes.length);
  bytes.set(writer.bytes);
  Object.assign(writer, { bytes, view: new DataView(bytes.buffer) });
}

/** A whole number from 0 up to 2^53, the smaller the shorter: seven bits a byte, the lowest first (LEB128). */
export function writeWhole(writer: Writer, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 0))
    throw new RangeError(`bytes: expected a whole number of 0 or more, got ${value}`);
  grow(writer);
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) writer.bytes[writer.at++] = (rest % 128) + 128;
  writer.bytes[writer.at++] = rest;
}

export function readWhole(reader: Reader): number {
  let byte = reader.bytes[reader.at++] as number;
  let value = byte & 127;
  for (let scale = 128; byte > 127; scale *= 128) {
    byte = reader.bytes[reader.at++] as number;
    value += (byte & 127) * scale;
  }
  return value;
}

/** A whole number of either sign, up to 2^52, near 0 the shorter. */
export const writeSigned = (writer: Writer, value: number): void =>
  writeWhole(writer, value < 0 ? -2 * value - 1 : 2 * value);

export function readSigned(reader: Reader): number {
  const value = readWhole(reader);
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** Any number, in eight bytes. */
export function writeReal(writer: Writer, value: number): void {
  grow(writer);
  writer.view.setFloat64(writer.at, value, true);
  writer.at += 8;
}

export function readReal(reader: Reader): number {
  reader.at += 8;
  return reader.view.getFloat64(reader.at - 8, true);
}

/** A list behind its length. */
export function listOf<Item>(reader: Reader, read: () => Item): Item[] {
  const items: Item[] = [];
  for (let left = readWhole(reader); left > 0; left--) items.push(read());
  return items;
}
