import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ImportedFile, importHistory } from './import-history.ts';
import { tellImport } from './import-report.ts';

/**
 * The folder of the database that holds just these recordings: the same files find it again, others never mix.
 * Throws where a file cannot be found.
 */
export async function replayFolder(parent: string, files: readonly string[]): Promise<string> {
  const identity = await Promise.all(
    files.map(async file => {
      const { size, mtimeMs } = await stat(file).catch(cause => {
        throw new Error(`${file}: expected a file that can be read`, { cause });
      });
      return `${basename(file)} ${size} ${mtimeMs}`;
    }),
  );
  const hash = createHash('sha256').update(identity.sort().join('\n')).digest('hex');
  return join(parent, `replay-${hash.slice(0, 12)}`);
}

/** Imports recordings, telling of each file what came of it and of broken lines the first few. */
export async function importRecordings(
  db: D1Database,
  files: readonly string[],
  say: (text: string) => void,
): Promise<ImportedFile[]> {
  const { options } = tellImport({ say, print: say, most: 5 });
  const imported = await importHistory(db, files, options);
  if (imported.every(file => file.rows === 0))
    throw new Error('the recordings hold no bar that could be read');
  return imported;
}
