import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync } from 'node:zlib';
import type { HeatmapJson } from '../../schema/answer/heatmap.ts';
import { freePort, runStart } from '../support/run-start.ts';
import { writeRecording } from '../support/write-recording.ts';
import type { BenchRow } from './row.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const GRID = '/v1/heatmap?symbol=BTC&range=30d';
const CONNECTIONS = 8;

/** What the API's answers weigh, and how many it gives a second, cached and not, beside a bare route of the framework. */
export async function bench(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'liq-heatmap-bench-'));
  const { file } = await writeRecording(folder);
  const product = await runStart(['--replay', file, '--state', folder]);
  const bare = await startBare();
  try {
    const sizes = await answerSizes(product.url);
    // Every `since` is an answer of its own, and the first ones are almost the whole grid.
    const { time } = (await (await fetch(product.url + GRID)).json()) as HeatmapJson;
    const fresh = Array.from({ length: 60 }, (_, i) => `${GRID}&since=${time.start + (i + 1) * time.step}`);
    const bareRate = await answersPerSecond(Array(1_500).fill(bare.url));
    const cached = await answersPerSecond(Array(600).fill(product.url + GRID));
    const uncached = await answersPerSecond(fresh.map(path => product.url + path));
    const history = await answersPerSecond(Array(600).fill(`${product.url}/v1/history?symbol=BTC&range=30d`));
    const rate = (what: string, value: number): BenchRow => ({
      what,
      value,
      unit: 'answers/s',
      ratio: value / bareRate,
      against: 'the bare route',
    });
    return [
      ...sizes,
      rate('bare Hono route', bareRate),
      rate('heatmap, cached', cached),
      rate('heatmap, not cached', uncached),
      rate('history, cached', history),
    ];
  } finally {
    await bare.stop();
    await product.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function answerSizes(url: string): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  let json = 0;
  for (const format of ['json', 'bin', 'coinglass']) {
    const answer = await fetch(`${url}${GRID}&format=${format}`, {
      headers: { 'accept-encoding': 'identity' },
    });
    const body = new Uint8Array(await answer.arrayBuffer());
    const packed = brotliCompressSync(body).length;
    json ||= packed;
    rows.push(
      { what: `heatmap ${format}, raw`, value: body.length / 1024, unit: 'KiB' },
      {
        what: `heatmap ${format}, brotli`,
        value: packed / 1024,
        unit: 'KiB',
        ratio: packed / json,
        against: 'json',
      },
    );
  }
  return rows;
}

async function answersPerSecond(urls: readonly string[]): Promise<number> {
  let next = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let url = urls[next++]; url !== undefined; url = urls[next++]) {
        const answer = await fetch(url);
        if (!answer.ok) throw new Error(`GET ${url}: expected status 200, got ${answer.status}`);
        await answer.arrayBuffer();
      }
    }),
  );
  return (urls.length / (performance.now() - start)) * 1_000;
}

async function startBare(): Promise<{ url: string; stop: () => Promise<void> }> {
  const port = await freePort();
  const wrangler = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');
  const script = join(ROOT, 'test/support/bare-hono.ts');
  const options = ['--port', String(port), '--compatibility-date', '2026-10-01', '--log-level', 'error'];
  const child = spawn(process.execPath, [wrangler, 'dev', script, ...options, '--config', '/dev/null'], {
    detached: true,
    stdio: 'ignore',
  });
  const url = `http://localhost:${port}/`;
  for (let i = 0; i < 150; i++) {
    const answered = await fetch(url).then(
      answer => answer.ok,
      () => false,
    );
    if (answered) break;
    await sleep(200);
  }
  return {
    url,
    stop: async () => {
      const ended = new Promise(done => child.once('exit', done));
      process.kill(-(child.pid as number), 'SIGTERM');
      await ended;
    },
  };
}
