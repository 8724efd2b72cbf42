import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Mode } from '../../schema/market.ts';

const ROOT = resolve(import.meta.dirname, '../..');

export type Server = Awaited<ReturnType<typeof serve>>;

/**
 * Serves the Worker with wrangler on this machine. `state` is the folder of its database, `variables` go beside
 * those of wrangler.toml. Resolves when it answers; throws what wrangler said when it does not.
 */
export async function serve({
  port,
  state,
  mode,
  variables = {},
  script,
  signal,
}: {
  port: number;
  state: string;
  mode: Mode;
  variables?: Readonly<Record<string, string>>;
  /** The Worker to serve instead of the one of wrangler.toml, with the same bindings. */
  script?: string;
  /** Gives up waiting for the Worker to answer. */
  signal?: AbortSignal;
}) {
  await expectFree(port);
  // What another release has answered is not this one's answer.
  await rm(join(state, 'v3/cache'), { recursive: true, force: true });
  const url = `http://localhost:${port}`;
  const wrangler = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');
  const vars = Object.entries({ MODE: mode, ...variables }).flatMap(pair => ['--var', pair.join(':')]);
  const child = spawn(
    process.execPath,
    [
      ...[wrangler, 'dev', ...(script === undefined ? [] : [script])],
      ...['--port', String(port), '--persist-to', state, ...vars],
      ...['--log-level', 'warn', '--show-interactive-dev-session=false'],
    ],
    // A group of its own, so that workerd ends with it however we end.
    {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' },
    },
  );
  // To a file, which is told by its name: a machine that reaches no exchange has an error of the runtime's for every attempt.
  const log = join(state, 'wrangler.log');
  const logged = createWriteStream(log);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000);
      logged.write(text);
    });
  }
  /** Settles when the Worker ends by itself. */
  const ended = new Promise<void>(done => child.once('exit', () => done()));
  /** Ends the Worker and everything it started. */
  const stop = () => stopGroup(child, ended);
  /** Ends them without giving them time to write anything. */
  const kill = () => {
    signalGroup(child, 'SIGKILL');
    return ended;
  };
  try {
    await Promise.race([
      untilAnswer(`${url}/v1/status`, signal),
      ended.then(() => Promise.reject(new Error('wrangler ended'))),
    ]);
  } catch (error) {
    await stop();
    throw new Error(`the Worker did not start on port ${port}; wrangler said:\n${said.trim()}`, {
      cause: error,
    });
  }
  /** Fires the cron once. */
  const tick = async () => {
    const answer = await fetch(`${url}/cdn-cgi/local/scheduled`);
    if (!answer.ok)
      throw new Error(
        `cron: expected status 200, got ${answer.status}: ${(await answer.text()).slice(0, 500)}`,
      );
    await answer.body?.cancel();
  };
  return { url, log, tick, stop, kill, ended };
}

async function untilAnswer(url: string, signal?: AbortSignal): Promise<void> {
  for (let wait = 0; wait < 60_000; wait += 200) {
    signal?.throwIfAborted();
    try {
      const { ok, body } = await fetch(url);
      await body?.cancel();
      if (ok) return;
    } catch {
      // Not listening yet.
    }
    await sleep(200);
  }
  throw new Error(`expected an answer from ${url} within 60 s, got none`);
}

function expectFree(port: number): Promise<void> {
  return new Promise((free, taken) => {
    const probe = createServer()
      .once('error', cause =>
        taken(new Error(`port ${port} is taken: choose another with --port`, { cause })),
      )
      .listen(port, () => probe.close(() => free()));
  });
}

async function stopGroup(child: ChildProcess, ended: Promise<void>): Promise<void> {
  signalGroup(child, 'SIGTERM');
  const late = await Promise.race([ended.then(() => false), sleep(3_000, true, { ref: false })]);
  if (late) signalGroup(child, 'SIGKILL');
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: the group has ended already.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
