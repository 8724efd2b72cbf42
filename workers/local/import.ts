/** `npm run import -- <csv>…`: recorded markets into the local or the deployed database. */
import { parseArgs } from 'node:util';
import type { MarketNames } from '../ingest/history/name-market.ts';
import { messageOf } from '../ingest/message-of.ts';
import { type ImportProgress, importHistory } from './import-history.ts';
import { progressLine, tellImport } from './import-report.ts';
import { readCommand } from './read-command.ts';

const USAGE = `usage: npm run import -- <csv>… [--into <folder>] [--remote]

Writes recorded markets to the database. Importing again changes nothing; where two files hold the same bar,
the later one wins, but an empty field never erases what is known.

Files are csv, plain or gzip, named <exchange>-<instrument>-<step>-<first day>.csv[.gz]
(binance-BTCUSDT-1h-2024-06-19.csv.gz), with a header and one bar per line, oldest first, of 1m, 5m, 1h or 1d:
  open_time_ms, open, high, low, close, volume_base                           required
  buy_volume_base, oi_base, liq_long_usd, liq_short_usd, ls_ratio             optional
in any order. Times are UTC milliseconds at the bar's open. An empty field means "not recorded".

  --into <folder>        the local database in this folder, as "wrangler dev --persist-to" takes it
                         (default .wrangler/state)
  --remote               the deployed database instead of a local one
  --exchange <id>        whose bars they are, where the name does not say or is wrong
  --instrument <name>    the contract as its venue writes it: BTCUSDT, BTC-USD-SWAP
  --symbol <coin>        the base asset, where the instrument does not show it: BTC
  --help                 this text

exit code: 0 all lines are in; 1 lines were set aside (named on stderr, kept in the table rejects), or a file broke
off (what stands before the break is in); 2 a file or the database could not be read at all, or wrong usage.
`;

/** Rejects of one file that are printed; the rest is counted, and stands in the table. */
const PRINTED_REJECTS = 20;

const OPTIONS = {
  into: { type: 'string' },
  remote: { type: 'boolean' },
  exchange: { type: 'string' },
  instrument: { type: 'string' },
  symbol: { type: 'string' },
  help: { type: 'boolean' },
} as const;

async function main(): Promise<number> {
  const { files, into, remote, ...names } = readCommand(readArguments, { usage: USAGE });
  try {
    // Loaded late, because wrangler takes a second to load and a wrong option should be told at once.
    const { openDatabase } = await import('./database.ts');
    const { db, close } = await openDatabase({ into, remote });
    try {
      return await importAll(db, files, names);
    } finally {
      await close();
    }
  } catch (error) {
    return fail(remote ? messageOf(error) : `database in ${into ?? '.wrangler/state'}: ${messageOf(error)}`);
  }
}

function readArguments(args: string[]) {
  const { values, positionals: files } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const { help, ...given } = values;
  if (given.remote && given.into !== undefined) throw new Error('expected --into or --remote, got both');
  if (files.length === 0 && !help) throw new Error('expected a csv file, got none');
  return help ? ('help' as const) : { files, ...given };
}

/** Imports what can be imported: one unreadable file does not stop the others, a wrong name stops all. */
async function importAll(db: D1Database, files: string[], names: MarketNames): Promise<number> {
  let worst = 0;
  const { options, told } = tellImport({ say, print: text => console.log(text), most: PRINTED_REJECTS });
  const onFailed = (error: unknown) => {
    worst = fail(messageOf(error));
  };
  const onProgress = (progress: ImportProgress) => {
    process.stderr.write(`\r\x1b[K${progressLine(progress, process.stderr.columns)}`);
  };
  const terminal = process.stderr.isTTY ? { onProgress } : {};
  await importHistory(db, files, { ...names, ...options, ...terminal, onFailed }).catch(onFailed);
  return told() > 0 ? Math.max(worst, 1) : worst;
}

function clearProgress() {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}

function say(text: string) {
  clearProgress();
  console.error(text);
}

function fail(text: string): number {
  say(text);
  return 2;
}

process.exitCode = await main();
