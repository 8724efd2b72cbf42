import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

export type Started = { url: string; output: () => string; stop: () => Promise<number | null> };

/** Runs `npm start`'s command on a free port and waits until it says that it is ready. */
export async function runStart(args: readonly string[]): Promise<Started> {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [join(ROOT, 'workers/local/start.ts'), '--port', String(port), ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Told of a test, a build would make itself for development.
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  let output = '';
  const exited = new Promise<number | null>(done => child.once('exit', done));
  await new Promise<void>((ready, failed) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes(`ready http://localhost:${port}`)) ready();
      });
    }
    exited.then(code => failed(new Error(`start ended with exit code ${code}:\n${output}`)));
  });
  return {
    url: `http://localhost:${port}`,
    output: () => output,
    stop: () => {
      child.kill('SIGINT');
      return exited;
    },
  };
}

/**
 * A port that is free, by chance, so that runs beside each other find different ones; below those that outgoing connections
 * get, which might take it before it is listened on.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 15_000);
    const isFree = await new Promise<boolean>(found => {
      const probe = createServer()
        .once('error', () => found(false))
        .listen(port, () => probe.close(() => found(true)));
    });
    if (isFree) return port;
  }
}
