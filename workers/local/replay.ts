import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { rejectText } from '../ingest/history/read-history.ts';
import { type ImportedFile, importHistory } from './import-history.ts';
import { fileLine } from './import-report.ts';

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
  const imported: ImportedFile[] = [];
  for (const file of files) {
    const startedAt = performance.now();
    let rejects = 0;
    const [result] = await importHistory(db, [file], {
      onReject: (_, reject) => {
        if (++rejects <= 5) say(rejectText(file, reject));
      },
    });
    if (!result) continue;
    if (rejects > 5) say(`${file}: and ${rejects - 5} more lines were set aside`);
    say(fileLine(result, (performance.now() - startedAt) / 1_000));
    imported.push(result);
  }
  if (imported.every(file => file.rows === 0))
    throw new Error('the recordings hold no bar that could be read');
  return imported;
}
