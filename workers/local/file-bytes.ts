import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/**
 * The bytes of a file, unpacked where its content (not its name) is gzip. Throws where it cannot be read; where a
 * gzip is cut short, only after everything before the cut has been given out.
 * @param onRead told how many bytes of the file itself have been read
 */
export async function* fileBytes(
  path: string,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<Uint8Array> {
  let read = 0;
  let isGzip: boolean | undefined;
  const source = createReadStream(path, { highWaterMark: 65_536 });
  const gunzip = gunzipper();
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      read += chunk.length;
      onRead(read);
      isGzip ??= chunk[0] === 0x1f && chunk[1] === 0x8b;
      if (isGzip) yield* gunzip.write(chunk);
      else yield chunk;
    }
    if (isGzip) yield* gunzip.end();
  } finally {
    gunzip.close();
  }
}

/**
 * A gunzip that is fed by hand. Reading it as a stream would lose what it had unpacked when it meets a cut,
 * because an error empties a stream's buffer.
 */
function gunzipper() {
  const stream = createGunzip();
  const unpacked: Buffer[] = [];
  let failure: Error | undefined;
  stream.on('data', (chunk: Buffer) => unpacked.push(chunk));
  const finished = new Promise<void>(resolve => {
    stream.on('end', resolve);
    stream.on('error', error => {
      failure = new Error(`a broken gzip (${error.message})`, { cause: error });
      resolve();
    });
  });
  function* take(): Generator<Buffer> {
    yield* unpacked.splice(0);
    if (failure) throw failure;
  }
  return {
    async *write(chunk: Buffer) {
      await Promise.race([finished, new Promise<void>(resolve => stream.write(chunk, () => resolve()))]);
      yield* take();
    },
    async *end() {
      stream.end();
      await finished;
      yield* take();
    },
    close: () => stream.destroy(),
  };
}
