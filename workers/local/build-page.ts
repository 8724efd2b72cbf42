import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'widget/dist/index.html');
/** What the page is built from. */
const SOURCES = ['widget', 'schema', 'package-lock.json'];

/** Builds the element and the page around it, unless they are newer than all they are built from. */
export async function buildPage(): Promise<void> {
  const built = await timeOf(PAGE);
  const changed = await Promise.all(SOURCES.map(source => newestIn(join(ROOT, source))));
  if (built !== undefined && built >= Math.max(...changed)) return;
  // Only now: loading it takes longer than all the rest where there is nothing to build.
  const { build } = await import('vite');
  await build({ root: join(ROOT, 'widget'), logLevel: 'warn' });
}

async function newestIn(path: string): Promise<number> {
  if (!(await stat(path)).isDirectory()) return (await timeOf(path)) ?? 0;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(file => !file.startsWith(join(path, 'dist')));
  return Math.max(0, ...(await Promise.all(files.map(async file => (await timeOf(file)) ?? 0))));
}

/** When a file was written last, milliseconds; undefined where there is none. */
async function timeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
