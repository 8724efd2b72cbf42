import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IngestBatch } from '../ingest/batch.ts';
import { isRecord } from '../ingest/field.ts';
import { fitBatch } from '../ingest/fit-batch.ts';
import { messageOf } from '../ingest/message-of.ts';
import { PostError } from '../ingest/post-batch.ts';

export type SpoolSettings = {
  folder: string;
  /** Posts a batch; throws a `PostError`. */
  post: (batch: IngestBatch) => Promise<unknown>;
  /** Bytes that wait at most; beyond, the oldest batches are deleted. */
  maxBytes?: number;
  log?: (line: string) => void;
  now?: () => number;
};

const MAX_BYTES = 1_000_000_000;
const NAME = /^(\d{15})\.json$/;

/**
 * Batches on their way to the target, kept on disk until it took them, so that neither its absence nor ours loses any. A
 * batch it will never take, or nobody can read, is set aside in `refused/`.
 */
export async function openSpool({
  folder,
  post,
  maxBytes = MAX_BYTES,
  log = () => {},
  now = Date.now,
}: SpoolSettings) {
  const refused = join(folder, 'refused');
  await mkdir(refused, { recursive: true });
  const numbered = async (path: string) => (await readdir(path)).filter(name => NAME.test(name)).sort();
  // What a crash left half written was never claimed to be kept.
  for (const name of await readdir(folder))
    if (name.endsWith('.part')) await rm(join(folder, name), { recursive: true });
  const waiting = await numbered(folder);
  // No name is given twice: what was set aside would be overwritten.
  const last = [waiting.at(-1), (await numbered(refused)).at(-1)].map(name =>
    Number.parseInt(name ?? '0', 10),
  );
  let next = Math.max(...last) + 1;
  const sizes = new Map<string, number>();
  for (const name of waiting) sizes.set(name, (await lstat(join(folder, name))).size);
  let bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  let sending: Promise<boolean> | undefined;
  let dropped = 0;

  function forget(name: string): void {
    const at = waiting.indexOf(name);
    // A batch that was deleted meanwhile, to make room, does not wait any more.
    if (at >= 0) waiting.splice(at, 1);
    bytes -= sizes.get(name) ?? 0;
    sizes.delete(name);
  }
  async function setAside(name: string, reason: string): Promise<void> {
    await mkdir(refused, { recursive: true });
    // Somebody may have deleted it.
    await rename(join(folder, name), join(refused, name)).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
    log(`${name}: ${reason}; set aside in ${refused}`);
    forget(name);
  }

  /** The batch in a file, or why it can be read neither now nor later. Throws where this process is short of something. */
  async function read(name: string): Promise<IngestBatch | string> {
    try {
      const batch: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
      return isRecord(batch) ? batch : 'expected a batch';
    } catch (error) {
      if (SHORTAGES.includes(codeOf(error))) throw error;
      return `expected a batch as JSON: ${messageOf(error)}`;
    }
  }

  async function send(): Promise<boolean> {
    for (let name = waiting[0]; name !== undefined; name = waiting[0]) {
      const batch = await read(name);
      if (typeof batch === 'string') {
        await setAside(name, batch);
        continue;
      }
      try {
        await post(batch);
        await rm(join(folder, name), { force: true });
        forget(name);
      } catch (error) {
        if (!(error instanceof PostError)) throw error;
        if (!error.retry) await setAside(name, error.message);
        else {
          log(error.message);
          return false;
        }
      }
    }
    return true;
  }

  async function putOne(batch: IngestBatch): Promise<void> {
    const text = JSON.stringify(batch);
    const name = `${String(next++).padStart(15, '0')}.json`;
    await writeFile(join(folder, `${name}.part`), text, { flush: true });
    await rename(join(folder, `${name}.part`), join(folder, name));
    waiting.push(name);
    sizes.set(name, Buffer.byteLength(text));
    bytes += Buffer.byteLength(text);
    while (bytes > maxBytes && waiting.length > 1) {
      const oldest = waiting[0] as string;
      await rm(join(folder, oldest), { recursive: true, force: true });
      forget(oldest);
      dropped++;
      log(`deleted ${join(folder, oldest)}: more than ${maxBytes} bytes wait`);
    }
  }

  return {
    /** Keeps a batch, in as many files as the target takes at once; when this resolves they are on disk. */
    async put(batch: IngestBatch): Promise<void> {
      for (const part of fitBatch(batch, now())) await putOne(part);
    },
    /** Posts what waits, oldest first, until the target does not take one; false where something waits still. */
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

/** What passes: a file may well be read later. */
const SHORTAGES: readonly (string | undefined)[] = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EBUSY'];
const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
