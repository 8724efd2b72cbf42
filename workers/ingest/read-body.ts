/** A body, or why there is none. */
export type Body = Uint8Array | 'too long' | 'too slow';

/** Where a buffer begins; it doubles as more comes, since a list of chunks can be longer than what is in them. */
const FIRST_BYTES = 16_384;

/**
 * The body of a request, of at most `bytes`, however its length was announced, and within `patience` (milliseconds). What
 * is announced to be too long is not read, and no more is held than twice what has come.
 */
export async function readBody(
  { headers, body }: Request,
  { bytes, patience }: { bytes: number; patience: number },
): Promise<Body> {
  if (Number(headers.get('content-length') ?? 0) > bytes) return 'too long';
  if (!body) return new Uint8Array();
  const reader = body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  let whole = new Uint8Array(Math.min(FIRST_BYTES, bytes));
  let length = 0;
  let stop = () => {};
  const late = new Promise<'too slow'>(resolve => {
    const timer = setTimeout(() => resolve('too slow'), patience);
    stop = () => clearTimeout(timer);
  });
  try {
    for (;;) {
      const chunk = await Promise.race([reader.read(), late]);
      if (chunk === 'too slow') return chunk;
      if (chunk.done) return whole.subarray(0, length);
      const end = length + chunk.value.length;
      if (end > bytes) return 'too long';
      if (end > whole.length) whole = grown(whole, Math.min(bytes, Math.max(end, 2 * whole.length)));
      whole.set(chunk.value, length);
      length = end;
    }
  } finally {
    stop();
    // What is left unread is not wanted; after the end this does nothing.
    reader.cancel().catch(() => undefined);
  }
}

function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const longer = new Uint8Array(length);
  longer.set(bytes);
  return longer;
}
