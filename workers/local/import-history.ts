import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Exchange } from '../../schema/exchange.ts';
import { barRows } from '../ingest/history/bar-rows.ts';
import { type MarketNames, type NamedMarket, nameMarket } from '../ingest/history/name-market.ts';
import { problemText, type Reject, readHistory } from '../ingest/history/read-history.ts';
import { messageOf } from '../ingest/message-of.ts';
import { saveBars } from '../store/save-bars.ts';
import { replaceRejects } from '../store/save-rejects.ts';
import { fileBytes } from './file-bytes.ts';

/** What came of one file. Times are those of bars (their open); absent where no line could be believed. */
export type ImportedFile = {
  file: string;
  exchange: Exchange;
  symbol: string;
  rows: number;
  rejects: number;
  step?: number;
  firstTime?: number;
  lastTime?: number;
};

/** How far a file is: bytes of the file itself, rows written, lines set aside. */
export type ImportProgress = {
  file: string;
  bytes: number;
  totalBytes: number;
  rows: number;
  rejects: number;
};

export type ImportOptions = MarketNames & {
  /** Milliseconds UTC; bars that are not over by then are not believed. */
  now?: () => number;
  onProgress?: (progress: ImportProgress) => void;
  onReject?: (file: string, reject: Reject) => void;
  /** `seconds` is how long it took. */
  onImported?: (imported: ImportedFile, seconds: number) => void;
  /** What stopped a file; without it, it stops all. */
  onFailed?: (error: Error) => void;
};

/** Rejects whose text is kept; all are counted. */
const KEPT_REJECTS = 1_000;

/**
 * Writes recorded markets to the database, file by file. Importing a file again changes nothing. What a contract is, is
 * not written: a name only lets it be guessed, and the venue's own list knows.
 *
 * Throws before anything is written where a name is wrong or a file is missing, telling all of them. A file that turns
 * out not to be readable is told, by its name, to `onFailed`, and those after it go on.
 */
export async function importHistory(
  db: D1Database,
  files: readonly string[],
  options: ImportOptions = {},
): Promise<ImportedFile[]> {
  const { onImported, onFailed } = options;
  // All names before the first write: a mistyped one must not leave half of the files imported.
  const markets = await checkFiles(files, options);
  const imported: ImportedFile[] = [];
  for (const [i, file] of files.entries()) {
    const startedAt = performance.now();
    try {
      const one = await naming(file, () => importFile(db, file, markets[i] as Market, options));
      imported.push(one);
      onImported?.(one, (performance.now() - startedAt) / 1000);
    } catch (error) {
      if (!onFailed) throw error;
      onFailed(error as Error);
    }
  }
  return imported;
}

async function checkFiles(files: readonly string[], names: MarketNames): Promise<Market[]> {
  const checked = await Promise.allSettled(files.map(file => naming(file, () => checkFile(file, names))));
  const wrong = checked.flatMap(check => (check.status === 'rejected' ? [check.reason as Error] : []));
  if (wrong.length === 1) throw wrong[0];
  if (wrong.length > 1) throw new Error(wrong.map(error => error.message).join('\n'), { cause: wrong });
  return checked.flatMap(check => (check.status === 'fulfilled' ? [check.value] : []));
}

type Market = NamedMarket & { totalBytes: number };

async function checkFile(file: string, names: MarketNames): Promise<Market> {
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'ENOENT' ? new Error('no such file', { cause }) : cause;
  });
  if (found.isDirectory()) throw new Error('expected a csv file, got a folder');
  return { ...nameMarket(basename(file), names), totalBytes: found.size };
}

async function importFile(
  db: D1Database,
  file: string,
  { step: namedStep, totalBytes, ...market }: Market,
  { now = Date.now, onProgress, onReject }: ImportOptions,
): Promise<ImportedFile> {
  const { exchange, symbol, scale } = market;
  const startedAt = now();
  const kept: Reject[] = [];
  const result: ImportedFile = { file, exchange, symbol, rows: 0, rejects: 0 };
  let bytes = 0;
  const source = fileBytes(file, read => {
    bytes = read;
  });
  const reject = (rejected: Reject) => {
    result.rejects++;
    if (kept.length < KEPT_REJECTS) kept.push(rejected);
    onReject?.(file, rejected);
  };
  const reading = { now: startedAt, namedStep, coins: scale, onReject: reject };
  for await (const { step, bars } of readHistory(source, reading)) {
    await saveBars(db, barRows(market, step, bars));
    result.step = step;
    result.rows += bars.length;
    for (const { time } of bars) {
      result.firstTime = Math.min(time, result.firstTime ?? time);
      result.lastTime = Math.max(time, result.lastTime ?? time);
    }
    onProgress?.({ file, bytes, totalBytes, rows: result.rows, rejects: result.rejects });
  }
  const rows = kept.map(line => ({ reason: `line ${line.line}: ${problemText(line)}`, payload: line.text }));
  await replaceRejects(db, basename(file), rows, startedAt);
  return result;
}

/** Adds the file's name to what goes wrong in reading it. */
async function naming<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw new Error(`${file}: ${messageOf(cause)}`, { cause });
  }
}
