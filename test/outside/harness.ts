/** What all judges share: a running product, seeds, a folder of their own, what they found. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { buildPage } from '../../workers/local/build-page.ts';
import { catchUp } from '../../workers/local/catch-up.ts';
import { openDatabase } from '../../workers/local/database.ts';
import { importRecordings } from '../../workers/local/replay.ts';
import { type Server, serve } from '../../workers/local/serve.ts';
import { freePort, runStart } from '../support/run-start.ts';
import { writeRecording } from '../support/write-recording.ts';

/** One thing that was looked at: how often, and what was wrong. */
export type Check = { what: string; tried: number; failures: Failure[]; note?: string };
/** What is wrong, and the smallest way to see it. */
export type Failure = { told: string; reproduce: string };

/** Looks at the product from outside; the arguments are those behind its name. */
export type Judge = (options: JudgeOptions) => Promise<Check[]>;
export type JudgeOptions = {
  seed: number;
  /** How many requests, where there is a choice. */
  count: number | undefined;
  /** Recordings instead of a generated one. */
  replay: string[];
  /** A product of this machine that runs already, instead of one started for the purpose. */
  url: string | undefined;
};

export const USAGE = `usage: npm run outside -- <name> [--seed <number>] [--count <number>] [--url <url>] [--replay <csv>…]`;

/** Throws what was expected and what came. */
export function readJudgeArguments(args: string[]): JudgeOptions & { names: string[] } {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      count: { type: 'string' },
      url: { type: 'string' },
      replay: { type: 'boolean' },
    },
  });
  const url = values.url?.replace(/\/$/, '');
  // Loads and faults are for nobody else's machine.
  if (url !== undefined && !/^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/.test(url))
    throw new Error(`--url: expected http://localhost:<port>, got "${url}"`);
  const names = positionals.filter(text => !/\.csv(\.gz)?$/.test(text));
  const replay = positionals.filter(text => !names.includes(text));
  if (values.replay && replay.length === 0) throw new Error('--replay: expected csv files, got none');
  return {
    names,
    seed: wholeNumber('--seed', values.seed) ?? Math.floor(Math.random() * 2 ** 31),
    count: wholeNumber('--count', values.count),
    replay,
    url,
  };
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new Error(`${name}: expected a whole number, got "${text}"`);
}

/** Gives a folder that is gone afterwards. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'liq-heatmap-outside-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts packages of npm, each with its version, into a folder, without their scripts. */
export async function installPackages(folder: string, packages: readonly string[]): Promise<void> {
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  await run('npm', ['install', ...options, '--prefix', folder, ...packages]);
}

/** What a program prints. Throws, with that as `stdout`, where it fails. */
export async function run(
  command: string,
  args: readonly string[],
  { cwd, env }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, {
    cwd,
    // The Node of this project for whatever runs under it.
    env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`, ...env },
    maxBuffer: 10_000_000,
  });
  return stdout;
}

/** The product as `npm start` runs it, while it is used. */
export async function withProduct<T>(args: readonly string[], use: (url: string) => Promise<T>): Promise<T> {
  const product = await runStart(args);
  try {
    return await use(product.url);
  } finally {
    await product.stop();
  }
}

/** Fills a database with recordings, a generated one where none is named, and steps the models through it. */
export async function fillWithRecording(state: string, files: readonly string[] = []): Promise<void> {
  const { db, close } = await openDatabase({ into: state });
  try {
    const recordings = files.length > 0 ? files : [(await writeRecording(state)).file];
    await importRecordings(db, recordings, () => {});
  } finally {
    await close();
  }
  await withWorker({ state, mode: 'replay' }, server => catchUp(server));
}

/** The Worker over a database, with variables or a script of a judge's own, while it is used. */
export async function withWorker<T>(
  settings: Omit<Parameters<typeof serve>[0], 'port'> & { port?: number },
  use: (server: Server) => Promise<T>,
): Promise<T> {
  await buildPage();
  const server = await serve({ port: await freePort(), ...settings });
  try {
    return await use(server);
  } finally {
    await server.stop();
  }
}

/** A check that fails once with what is wrong, if anything is. */
export function check(what: string, holds: boolean, told: string, reproduce: string): Check {
  return { what, tried: 1, failures: holds ? [] : [{ told, reproduce }] };
}

/** The checks as a table, and below it what failed. */
export function report(checks: readonly Check[]): string {
  const rows = checks.map(({ what, tried, failures, note = '' }) => [
    what,
    tried.toLocaleString('en'),
    failures.length === 0 ? 'ok' : `${failures.length} failed`,
    note,
  ]);
  const head = ['what', 'tried', 'found', ''];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map(row => row[i]?.length ?? 0)));
  const line = (row: string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const table = [line(head), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)];
  const failed = checks.flatMap(({ what, failures }) =>
    failures.map(({ told, reproduce }) => `\n${what}: ${told}\n  ${reproduce.replaceAll('\n', '\n  ')}`),
  );
  return [...table, ...failed].join('\n');
}
