/** Bytes compressed as raw DEFLATE (RFC 1951). */
export const deflate = (bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> =>
  through(bytes, new CompressionStream('deflate-raw'));

/** What `deflate` compressed. Throws a RangeError on bytes that it did not write, or not to their end. */
export async function inflate(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await through(bytes, new DecompressionStream('deflate-raw'));
  } catch (cause) {
    throw new RangeError(`packed bytes: expected raw DEFLATE, got ${bytes.length} bytes that are not`, {
      cause,
    });
  }
}

async function through(
  bytes: Uint8Array,
  { readable, writable }: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = writable.getWriter();
  // Read while it is written: a stream holds little before somebody reads it.
  const [read] = await Promise.all([
    new Response(readable).arrayBuffer(),
    writer.write(Uint8Array.from(bytes)).then(() => writer.close()),
  ]);
  return new Uint8Array(read);
}
