import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Exchange } from '../../schema/exchange.ts';
import { barRows } from '../ingest/history/bar-rows.ts';
import { type MarketNames, type NamedMarket, nameMarket } from '../ingest/history/name-market.ts';
import { problemText, type Reject, readHistory } from '../ingest/history/read-history.ts';
import { saveBars } from '../store/save-bars.ts';
import { saveInstruments } from '../store/save-instruments.ts';
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
  /** Milliseconds UTC; later bars are not believed. */
  now?: () => number;
  onProgress?: (progress: ImportProgress) => void;
  onReject?: (file: string, reject: Reject) => void;
};

/** Rejects whose text is kept; all are counted. */
const KEPT_REJECTS = 1_000;

/**
 * Writes recorded markets to the database, file by file. Importing a file again changes nothing.
 * Throws, naming the file, where one cannot be read at all; files before it are in the database then.
 */
export async function importHistory(
  db: D1Database,
  files: readonly string[],
  options: ImportOptions = {},
): Promise<ImportedFile[]> {
  // All names before the first write: a mistyped one must not leave half of the files imported.
  const markets = await Promise.all(files.map(file => naming(file, () => checkFile(file, options))));
  const imported: ImportedFile[] = [];
  for (const [i, file] of files.entries()) {
    imported.push(await naming(file, () => importFile(db, file, markets[i] as Market, options)));
  }
  return imported;
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
  { instrument, step: namedStep, totalBytes }: Market,
  { now = Date.now, onProgress, onReject }: ImportOptions,
): Promise<ImportedFile> {
  const { exchange, symbol } = instrument;
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
  for await (const { step, bars } of readHistory(source, { now: startedAt, namedStep, onReject: reject })) {
    if (result.rows === 0) await saveInstruments(db, [instrument]);
    await saveBars(db, barRows(instrument, step, bars));
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
    throw new Error(`${file}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
