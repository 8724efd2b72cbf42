/** `npm start`: the whole product on this machine. */
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'vite';
import { MINUTE } from '../../schema/range.ts';
import type { Symbols } from '../../schema/wire.ts';
import { postBatch } from '../ingest/post-batch.ts';
import { catchUp } from './catch-up.ts';
import { openDatabase } from './database.ts';
import { importRecordings, replayFolder } from './replay.ts';
import { type Server, serve } from './serve.ts';
import { type Simulation, simulate } from './simulate.ts';
import { readStartArguments, type StartArguments, USAGE } from './start-arguments.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const stopping = new AbortController();
// Not once: npm and the terminal may both send it, and the second must not end us before the Worker has ended.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

try {
  await start(readStartArguments(process.argv.slice(2)));
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(`start: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
process.exit();

async function start({ mode, port, state = join(ROOT, '.wrangler'), files }: StartArguments): Promise<void> {
  if (mode === 'help') return say(USAGE);
  await build({ root: join(ROOT, 'widget'), logLevel: 'warn' });
  if (mode === 'replay') return replay(port, await replayFolder(state, files), files);
  return simulated(port, join(state, 'simulated'));
}

async function replay(port: number, state: string, files: string[]): Promise<void> {
  await prepare(state, db => importRecordings(db, files, say));
  await run(await serve({ port, state, mode: 'replay' }));
}

async function simulated(port: number, state: string): Promise<void> {
  let simulation: Simulation | undefined;
  await prepare(state, async db => {
    simulation = await simulate(db, {
      now: Date.now(),
      onProgress: (symbol, share) => progress(`simulating ${symbol}: ${Math.round(share * 100)} %`),
    });
    say(`simulated market: a year of ${simulation.symbols.join(', ')}`);
  });
  const secret = randomBytes(32).toString('hex');
  const server = await serve({ port, state, mode: 'simulated', variables: { RELAY_SECRET: secret } });
  await run(server, async () => {
    for (const batch of simulation?.advance(Date.now()) ?? []) await postBatch(server.url, secret, batch);
  });
}

/** Fills a database and brings the models up to it, before the Worker opens it. */
async function prepare(state: string, fill: (db: D1Database) => Promise<unknown>): Promise<void> {
  const { db, close } = await openDatabase({ into: state });
  try {
    await fill(db);
    const startedAt = performance.now();
    const candles = await catchUp(db, {
      now: Date.now(),
      onProgress: count => progress(`model: ${count.toLocaleString('en')} candles`),
    });
    if (candles > 0) {
      say(
        `model: ${candles.toLocaleString('en')} candles in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`,
      );
    }
  } finally {
    await close();
  }
}

/** Says when the first heatmap is served, then lets the cron tick each minute until somebody ends it. */
async function run(server: Server, feed: () => Promise<void> = async () => {}): Promise<void> {
  try {
    await expectHeatmap(server.url);
    say(`ready ${server.url}`);
    const ended = server.ended.then(() => {
      if (!stopping.signal.aborted) throw new Error('the Worker ended by itself');
    });
    await Promise.race([beat(server, feed), ended]);
  } finally {
    await server.stop();
  }
}

/** The heartbeat that Cloudflare gives a deployed Worker. A beat that fails is told, and the next one comes all the same. */
async function beat(server: Server, feed: () => Promise<void>): Promise<void> {
  while (!stopping.signal.aborted) {
    // A few seconds into the minute, when the last candle has closed.
    const wait = MINUTE - (Date.now() % MINUTE) + 2_000;
    await sleep(wait, undefined, { signal: stopping.signal }).catch(() => {});
    if (stopping.signal.aborted) return;
    try {
      await feed();
      await server.tick();
    } catch (error) {
      console.error(`tick: ${error instanceof Error ? error.message : error}`);
    }
  }
}

async function expectHeatmap(url: string): Promise<void> {
  const { symbols } = (await (await fetch(`${url}/v1/symbols`)).json()) as Symbols;
  if (symbols.length === 0) throw new Error('expected a market in the database, got none');
  for (const { symbol, exchanges, firstTime, lastTime } of symbols) {
    const answer = await fetch(`${url}/v1/heatmap?symbol=${encodeURIComponent(symbol)}&range=30d`);
    if (!answer.ok)
      throw new Error(
        `heatmap of ${symbol}: expected status 200, got ${answer.status}: ${await answer.text()}`,
      );
    await answer.body?.cancel();
    say(`${symbol} on ${exchanges.join(', ')}: ${day(firstTime)} to ${day(lastTime)}`);
  }
}

function say(text: string): void {
  console.log(process.stdout.isTTY ? `\r\x1b[K${text}` : text);
}

function progress(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${text}\r`);
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
