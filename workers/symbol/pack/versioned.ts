import { ByteReader } from './byte-reader.ts';
import { deflate, inflate } from './deflate.ts';

/** A kind of packed bytes: its name in errors, and the version of its layout that is written and read. */
export type PackedKind = { name: string; version: number };

/** A body as it is stored: the version of its layout (1 byte), then the body compressed. */
export async function packBody({ version }: PackedKind, body: Uint8Array): Promise<Uint8Array> {
  const packed = await deflate(body);
  const bytes = new Uint8Array(1 + packed.length);
  bytes[0] = version;
  bytes.set(packed, 1);
  return bytes;
}

/** Reads what `packBody` stored. Throws a RangeError on another version, and on bytes that are cut or broken. */
export async function unpackBody({ name, version }: PackedKind, bytes: Uint8Array): Promise<ByteReader> {
  if (bytes[0] !== version)
    throw new RangeError(`${name}: expected version ${version}, got ${bytes[0] ?? 'no bytes'}`);
  return new ByteReader(await inflate(bytes.subarray(1)));
}
