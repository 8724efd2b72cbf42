/** `npm start`: the whole product on this machine. */
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Symbols } from '../../schema/answer/symbols.ts';
import { MINUTE } from '../../schema/range.ts';
import { postBatch } from '../ingest/post-batch.ts';
import { buildPage } from './build-page.ts';
import { catchUp } from './catch-up.ts';
import { openDatabase } from './database.ts';
import { minuteText } from './import-report.ts';
import { type Probe, probeExchanges, probeLine } from './probe-exchanges.ts';
import { importRecordings, replayFolder } from './replay.ts';
import { type Server, serve } from './serve.ts';
import { type Simulation, simulate } from './simulate.ts';
import { readStartArguments, type StartArguments, USAGE } from './start-arguments.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const stopping = new AbortController();
// Not once: npm and the terminal may both send it, and the second must not end us before the Worker has ended.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

try {
  await start(usage());
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(`start: ${story(error)}`);
    process.exitCode = 1;
  }
}
process.exit();

/** What was asked for; ends with how to ask where that is not understood. */
function usage(): StartArguments {
  try {
    return readStartArguments(process.argv.slice(2));
  } catch (error) {
    console.error(`start: ${story(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

async function start({ mode, port, state = join(ROOT, '.wrangler'), files }: StartArguments): Promise<void> {
  if (mode === 'help') return say(USAGE);
  await buildPage();
  if (mode === 'replay') return replay(port, await replayFolder(state, files), files);
  if (mode === 'simulate') return simulated(port, join(state, 'simulated'));
  const probe = await probeExchanges({ proxy: process.env.EXCHANGE_PROXY });
  say(probeLine(probe));
  if (mode === 'live' || probe.answered.length > 0) return live(port, join(state, 'live'), probe);
  say('so this is the simulated market; --live would wait for an exchange');
  return simulated(port, join(state, 'simulated'));
}

async function live(port: number, state: string, { answered, silent }: Probe): Promise<void> {
  const { close } = await openDatabase({ into: state });
  await close();
  // All exchanges, so that one that was only slow is still asked.
  const variables: Record<string, string> = {
    EXCHANGES: [...answered, ...silent.map(({ exchange }) => exchange)].join(','),
  };
  for (const name of ['EXCHANGES', 'SYMBOLS', 'EXCHANGE_PROXY']) {
    const given = process.env[name];
    if (given) variables[name] = given;
  }
  const server = await serve({ port, state, mode: 'live', variables, signal: stopping.signal });
  say(`serving ${server.url}, coverage ${answered.length} of ${answered.length + silent.length} exchanges`);
  await run(server);
}

async function replay(port: number, state: string, files: string[]): Promise<void> {
  await prepare(state, db => importRecordings(db, files, say));
  const server = await serve({ port, state, mode: 'replay', signal: stopping.signal });
  await run(server, { catchesUp: true });
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
  const server = await serve({
    port,
    state,
    mode: 'simulated',
    variables: { RELAY_SECRET: secret },
    signal: stopping.signal,
  });
  await run(server, {
    catchesUp: true,
    feed: async () => {
      for (const batch of simulation?.advance(Date.now()) ?? []) await postBatch(server.url, secret, batch);
    },
  });
}

/** Waits for work, but no longer than until somebody ends us: what was written by then is whole, and goes on next time. */
function unlessStopped<T>(work: Promise<T>): Promise<T> {
  const { signal } = stopping;
  signal.throwIfAborted();
  return Promise.race([
    work,
    new Promise<never>((_, stop) =>
      signal.addEventListener('abort', () => stop(signal.reason), { once: true }),
    ),
  ]);
}

/** Fills a database, before the Worker opens it. */
async function prepare(state: string, fill: (db: D1Database) => Promise<unknown>): Promise<void> {
  const { db, close } = await openDatabase({ into: state });
  try {
    await unlessStopped(fill(db));
  } finally {
    await close();
  }
}

/** What there is to do beside the beats. */
type Running = {
  /** Whether the models are first brought to the end of what is stored. */
  catchesUp?: boolean;
  /** What is brought to the Worker before a beat. */
  feed?: () => Promise<void>;
};

/** Says when the first heatmap is served, and lets the cron tick each minute until somebody ends it. */
async function run(
  server: Server,
  { catchesUp = false, feed = async () => {} }: Running = {},
): Promise<void> {
  try {
    const ended = server.ended.then(() => {
      if (!stopping.signal.aborted) throw new Error(`the Worker ended by itself; ${server.log} tells more`);
    });
    if (catchesUp) await Promise.race([unlessStopped(modelAll(server)), ended]);
    await Promise.race([beat(server, feed), ended]);
  } finally {
    await server.stop();
  }
}

/** Brings the models to the end of what is stored. */
async function modelAll(server: Server): Promise<void> {
  const startedAt = performance.now();
  await catchUp(server, {
    onFailure: text => say(`model: ${text}`),
    onBeat: waiting => progress(`model: ${waiting.join(', ')} …`),
  });
  say(`model: came to the end in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
}

/** The heartbeat that Cloudflare gives a deployed Worker. A beat that fails is told, and the next one comes all the same. */
async function beat(server: Server, feed: () => Promise<void>): Promise<void> {
  let ready = await sayReady(server.url);
  for (let first = true; !stopping.signal.aborted; first = false) {
    // A few seconds into the minute, when the last candle has closed; where nothing is known yet, at once.
    const pause = ready || !first ? MINUTE - (Date.now() % MINUTE) + 2_000 : 0;
    await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
    if (stopping.signal.aborted) return;
    try {
      await feed();
      await server.tick();
      ready ||= await sayReady(server.url);
    } catch (error) {
      console.error(`tick: ${story(error)}`);
    }
  }
}

/** Says `ready` and what there is, once every symbol's heatmap is served; false while there is none. */
async function sayReady(url: string): Promise<boolean> {
  const { symbols } = (await (await fetch(`${url}/v1/symbols`)).json()) as Symbols;
  for (const { symbol, exchanges, firstTime, lastTime } of symbols) {
    const answer = await fetch(`${url}/v1/heatmap?symbol=${encodeURIComponent(symbol)}&range=30d`);
    const said = await answer.text();
    if (!answer.ok)
      throw new Error(`heatmap of ${symbol}: expected status 200, got ${answer.status}: ${said}`);
    say(`${symbol} on ${exchanges.join(', ')}: ${minuteText(firstTime)} to ${minuteText(lastTime)}`);
  }
  if (symbols.length > 0) say(`ready ${url}`);
  return symbols.length > 0;
}

function say(text: string): void {
  console.log(process.stdout.isTTY ? `\r\x1b[K${text}` : text);
}

function progress(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${text}\r`);
}

/** What happened, and why. */
function story(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${story(error.cause)}`;
}
