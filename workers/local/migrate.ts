/** `npm run migrate`: carries what an earlier release kept of the models over to where this one keeps it. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../ingest/message-of.ts';
import { buildPage } from './build-page.ts';
import { catchUp } from './catch-up.ts';
import { openDatabase } from './database.ts';
import { type EarlierLedger, readEarlier } from './earlier-ledger.ts';
import { readCommand } from './read-command.ts';
import { type Server, serve } from './serve.ts';

const USAGE = `usage: npm run migrate [-- --state <folder>]

Carries the models, columns, ledgers and scores of a database that an earlier release has filled over to the objects of its
symbols, and holds every line of the ledger and every digest against what was there before. Run again it finds nothing.
A deployed database is carried over by its own first beat.

  --state <folder>   the folder of the database, as "npm start" keeps one for each market (default .wrangler/live)
  --help             this text
`;

async function main(): Promise<number> {
  const { state } = readCommand(readArguments, { usage: USAGE, name: 'migrate: ' });
  try {
    const before = await readBefore(state);
    if (before.length === 0) {
      console.log('migrate: nothing of an earlier release is kept here');
      return 0;
    }
    await buildPage();
    const server = await serve({ port: await freePort(), state, mode: 'replay' });
    try {
      await catchUp(server, { onFailure: text => console.error(`migrate: ${text}`) });
      const told = await Promise.all(before.map(earlier => compare(server, earlier)));
      for (const { text } of told) console.log(`migrate: ${text}`);
      return told.every(({ equal }) => equal) ? 0 : 1;
    } finally {
      await server.stop();
    }
  } catch (error) {
    console.error(`migrate: ${messageOf(error)}`);
    return 2;
  }
}

function readArguments(args: string[]) {
  const { values } = parseArgs({
    args,
    options: { state: { type: 'string' }, help: { type: 'boolean' } },
  });
  const folder = values.state ?? join(import.meta.dirname, '../../.wrangler/live');
  return values.help ? ('help' as const) : { state: resolve(folder) };
}

async function readBefore(state: string): Promise<EarlierLedger[]> {
  const { db, close } = await openDatabase({ into: state });
  try {
    return await readEarlier(db);
  } finally {
    await close();
  }
}

/** Holds what the API now gives against the ledger as it was. */
async function compare(
  { url }: Server,
  { symbol, lines, digests }: EarlierLedger,
): Promise<{ text: string; equal: boolean }> {
  const kept = new Set<string>();
  for (const [from, to] of spansOf(lines)) {
    const csv = await (
      await fetch(`${url}/v1/score?symbol=${symbol}&format=csv&from=${from}&to=${to}`)
    ).text();
    for (const line of csv.split('\n')) kept.add(line);
  }
  const lost = lines.filter(line => !kept.has(line));
  const other: number[] = [];
  for (const [time, digest] of digests) {
    const column = await (await fetch(`${url}/v1/column?symbol=${symbol}&time=${time}`)).text();
    if (createHash('sha256').update(column).digest('hex') !== digest) other.push(time);
  }
  const equal = lost.length === 0 && other.length === 0;
  const said = equal
    ? `all ${lines.length} lines of the ledger and all ${digests.size} digests of stored columns are equal`
    : `${lost.length} of ${lines.length} lines and ${other.length} of ${digests.size} digests differ, the first at ${lost[0] ?? other[0]}`;
  return { text: `${symbol}: ${said}`, equal };
}

const DAY = 86_400_000;

/** The spans of 90 days that hold these lines. */
function spansOf(lines: readonly string[]): [from: number, to: number][] {
  const times = lines.map(line => Number.parseInt(line, 10));
  const spans: [number, number][] = [];
  const last = Math.max(...times);
  for (let from = Math.min(...times); from <= last; from += 90 * DAY) spans.push([from, from + 90 * DAY]);
  return spans;
}

const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const probe = createServer()
      .once('error', failed)
      .listen(0, () => {
        const address = probe.address();
        probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
      });
  });

process.exitCode = await main();
