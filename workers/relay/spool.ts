import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IngestBatch } from '../ingest/batch.ts';
import { PostError } from '../ingest/post-batch.ts';

export type SpoolSettings = {
  folder: string;
  /** Posts a batch; throws a `PostError`. */
  post: (batch: IngestBatch) => Promise<unknown>;
  /** Bytes that wait at most; beyond, the oldest batches are deleted. */
  maxBytes?: number;
  log?: (line: string) => void;
};

const MAX_BYTES = 1_000_000_000;

/**
 * Batches on their way to the target, kept on disk until it took them, so that neither its absence nor ours loses any. A
 * batch it will never take is set aside in `refused/`.
 */
export async function openSpool({ folder, post, maxBytes = MAX_BYTES, log = () => {} }: SpoolSettings) {
  const refused = join(folder, 'refused');
  await mkdir(refused, { recursive: true });
  const isBatch = (name: string) => /^\d{15}\.json$/.test(name);
  // What a crash left half written was never claimed to be kept.
  for (const name of await readdir(folder)) if (name.endsWith('.part')) await rm(join(folder, name));
  const waiting = (await readdir(folder)).filter(isBatch).sort();
  let next = Number(waiting.at(-1)?.slice(0, 15) ?? 0) + 1;
  let bytes = 0;
  for (const name of waiting) bytes += (await stat(join(folder, name))).size;
  let sending: Promise<boolean> | undefined;
  let dropped = 0;

  async function send(): Promise<boolean> {
    for (let name = waiting[0]; name !== undefined; name = waiting[0]) {
      const path = join(folder, name);
      const text = await readFile(path, 'utf8');
      try {
        await post(JSON.parse(text) as IngestBatch);
        await rm(path);
      } catch (error) {
        if (!(error instanceof PostError)) throw error;
        log(error.message);
        if (error.retry) return false;
        await rename(path, join(refused, name));
      }
      // A batch that was deleted meanwhile, to make room, is not at the head any more.
      if (waiting[0] === name) waiting.shift();
      bytes -= Buffer.byteLength(text);
    }
    return true;
  }

  return {
    /** Keeps a batch; when this resolves it is on disk. */
    async put(batch: IngestBatch): Promise<void> {
      const text = JSON.stringify(batch);
      const name = `${String(next++).padStart(15, '0')}.json`;
      await writeFile(join(folder, `${name}.part`), text, { flush: true });
      await rename(join(folder, `${name}.part`), join(folder, name));
      waiting.push(name);
      bytes += Buffer.byteLength(text);
      while (bytes > maxBytes && waiting.length > 1) {
        const oldest = join(folder, waiting.shift() as string);
        bytes -= (await stat(oldest)).size;
        await rm(oldest);
        dropped++;
        log(`deleted ${oldest}: more than ${maxBytes} bytes wait`);
      }
    },
    /** Posts what waits, oldest first, until the target does not take one: then false. */
    send(): Promise<boolean> {
      sending ??= send().finally(() => {
        sending = undefined;
      });
      return sending;
    },
    counts: () => ({ waiting: waiting.length, bytes, dropped }),
  };
}

export type Spool = Awaited<ReturnType<typeof openSpool>>;
