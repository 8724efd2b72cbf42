import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE } from '../../../schema/range.ts';
import { gate } from '../../../workers/exchange/gate.ts';
import { okx } from '../../../workers/exchange/okx.ts';
import type { IngestBatch, IngestReceipt } from '../../../workers/ingest/batch.ts';
import { ingest } from '../../../workers/ingest/endpoint.ts';
import { createSender, postBatch } from '../../../workers/ingest/post-batch.ts';
import { type OpenDatabase, openDatabase } from '../../../workers/local/database.ts';
import { createRelay } from '../../../workers/relay/relay.ts';
import { readRelayArguments } from '../../../workers/relay/relay-arguments.ts';
import { openSpool } from '../../../workers/relay/spool.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { scriptedGate } from '../../support/scripted-gate.ts';
import { okxLiquidation, scriptedOkx } from '../../support/scripted-okx.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const SECRET = 'a secret of the test';
const noon = Date.UTC(2026, 0, 5, 12);

let folder: string;
let database: OpenDatabase;
beforeAll(async () => {
  database = await openDatabase({ into: await mkdtemp(join(tmpdir(), 'relay-database-')) });
});
afterAll(() => database.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relay-test-'));
  for (const table of [
    'liquidations',
    'liquidation_bars',
    'candles',
    'relays',
    'feed_coverage',
    'instruments',
    'rejects',
  ])
    await database.db.exec(`DELETE FROM ${table}`);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const count = (table: string) => database.db.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>('n');

/** A deployment of which `up` says whether it answers. */
function deployment(now: () => number) {
  const target = { up: true };
  const sender = createSender();
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (!target.up) throw new TypeError('connection refused');
    return ingest(new Request(input, init), { DB: database.db, RELAY_SECRET: SECRET }, { now: now() });
  };
  return {
    target,
    post: (batch: IngestBatch) => postBatch('https://heatmap.test', SECRET, batch, { sender, fetch, now }),
  };
}

test('polls and feeds reach the store of the target, also after it was away', async () => {
  const clock = manualClock(noon);
  const venue = scriptedGate({ now: clock.now, orders: [{ time: noon / 1000 - 60, size: 10_000 }] });
  const feed = scriptedOkx();
  const { target, post } = deployment(clock.now);
  target.up = false;
  const spool = await openSpool({ folder, post });
  const swap = {
    instrument: 'BTC-USDT-SWAP',
    symbol: 'BTC',
    quote: 'USDT',
    kind: 'linear',
    contractSize: 0.01,
  };
  await writeFile(
    join(folder, 'memory.json'),
    JSON.stringify({ states: {}, instruments: [{ exchange: 'okx', ...swap }] }),
  );
  const relaying = await createRelay({
    ...{ adapters: [gate, okx], symbols: ['BTC'], spool, folder, clock },
    ...{ connect: feed.connect, fetch: venue.fetch, random: () => 0 },
  });
  await relaying.poll();
  const running = relaying.run();
  const pass = async (ms: number) => {
    // Disk and network take real time; the clock stands meanwhile.
    for (let passed = 0; passed < ms; passed += 5_000) {
      await clock.advance(5_000);
      await new Promise(resume => setTimeout(resume, 5));
    }
  };
  await pass(30_000);
  feed.visits[0]?.say(okxLiquidation(clock.now(), 200));
  await pass(30_000);
  expect(spool.counts().waiting).toBeGreaterThan(0);
  expect(await count('liquidations')).toBe(0);
  target.up = true;
  await pass(6 * MINUTE);
  await relaying.stop();
  await pass(MINUTE);
  await running;
  expect(spool.counts().waiting).toBe(0);
  const { results } = await database.db
    .prepare('SELECT exchange, notional_usd FROM liquidations ORDER BY exchange')
    .all();
  expect(results).toEqual([
    { exchange: 'gate', notional_usd: 100 },
    { exchange: 'okx', notional_usd: 100_000 },
  ]);
  expect(await count('candles')).toBeGreaterThan(1_000);
  const feeds = await database.db.prepare('SELECT DISTINCT feed FROM feed_coverage ORDER BY feed').all();
  expect(feeds.results).toEqual([{ feed: 'public' }, { feed: 'usdt' }]);
});

test('the largest row that a venue sends unreadable costs no event beside it', async () => {
  const clock = manualClock(noon);
  const feed = scriptedOkx();
  const { post } = deployment(clock.now);
  const receipts: IngestReceipt[] = [];
  const spool = await openSpool({
    folder,
    post: async batch => receipts.push(await post(batch)),
    now: clock.now,
  });
  const swap = { instrument: 'BTC-USDT-SWAP', symbol: 'BTC', quote: 'USDT', kind: 'linear', contractSize: 1 };
  await writeFile(
    join(folder, 'memory.json'),
    JSON.stringify({ states: {}, instruments: [{ exchange: 'okx', ...swap }] }),
  );
  const relaying = await createRelay({
    ...{ adapters: [okx], symbols: ['BTC'], spool, folder, clock },
    ...{ connect: feed.connect, fetch: async () => new Response('', { status: 404 }), random: () => 0 },
  });
  const running = relaying.run();
  const settle = () => new Promise(resume => setTimeout(resume, 20));
  for (let step = 0; step < 4; step++) {
    await clock.advance(1_000);
    await settle();
  }
  for (const n of [1, 2, 3]) feed.visits[0]?.say(okxLiquidation(clock.now() - n, n));
  feed.visits[0]?.say('');
  feed.visits[0]?.say(
    `{"arg":{"channel":"liquidation-orders"},"data":[{"details":[{"sz":"${'9'.repeat(12_000)}"}]}]}`,
  );
  feed.visits[0]?.say(`no JSON ${'x'.repeat(12_000)}`);
  await settle();
  for (let step = 0; step < 6; step++) {
    await clock.advance(5_000);
    await settle();
  }
  await relaying.stop();
  await clock.advance(MINUTE);
  await running;
  expect(await count('liquidations')).toBe(3);
  expect(await count('rejects')).toBe(3);
  expect(receipts.map(({ refused }) => refused).filter(Boolean)).toEqual([]);
  expect(spool.counts().waiting).toBe(0);
});

describe('the command', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  /** Serves what a fetch answers; gives its address. */
  async function serve(answer: (request: Request) => Promise<Response>): Promise<string> {
    const server = createServer(async (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const response = await answer(
        new Request(`http://localhost${incoming.url}`, {
          method: incoming.method ?? 'GET',
          headers: Object.entries(incoming.headers).map(([name, value]): [string, string] => [
            name,
            String(value),
          ]),
          ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
        }),
      );
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(Buffer.from(await response.arrayBuffer()));
    });
    servers.push(server);
    server.listen(0);
    await once(server, 'listening');
    return `http://localhost:${(server.address() as AddressInfo).port}`;
  }
  async function relay(...args: string[]) {
    const child = spawn(process.execPath, ['workers/relay/main.ts', ...args], { cwd: ROOT });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk;
      });
    const [code] = (await once(child, 'exit')) as [number];
    return { code, output };
  }

  test('asks once, posts and ends; run again it asks for what is new only', async () => {
    const venue = scriptedGate({
      now: Date.now,
      orders: [{ time: Math.floor(Date.now() / 1000) - 60, size: 10_000 }],
    });
    // The proxy gets the venue's host as the first part of the path.
    const proxy = await serve(request =>
      venue.fetch(`https:/${new URL(request.url).pathname}${new URL(request.url).search}`),
    );
    const target = await serve(request => ingest(request, { DB: database.db, RELAY_SECRET: SECRET }));
    const args = ['--once', '--to', target, '--secret', SECRET, '--proxy', proxy, '--buffer', folder];
    const first = await relay(...args, '--exchanges', 'gate', '--symbols', 'BTC');
    expect(first.output).toContain('all was taken');
    expect(first.code).toBe(0);
    expect(await count('liquidations')).toBe(1);
    const candles = await count('candles');
    expect(candles).toBeGreaterThan(1_000);
    venue.asked.length = 0;
    expect((await relay(...args, '--exchanges', 'gate', '--symbols', 'BTC')).code).toBe(0);
    expect(venue.asked.filter(({ endpoint }) => endpoint === 'contracts').length).toBeLessThanOrEqual(1);
    expect(await count('liquidations')).toBe(1);
  });

  test('ends with 1 and keeps what was read when the target refuses the secret', async () => {
    const venue = scriptedGate({ now: Date.now });
    const proxy = await serve(request =>
      venue.fetch(`https:/${new URL(request.url).pathname}${new URL(request.url).search}`),
    );
    const target = await serve(request => ingest(request, { DB: database.db, RELAY_SECRET: SECRET }));
    const args = ['--once', '--to', target, '--secret', 'guess', '--proxy', proxy, '--buffer', folder];
    const { code, output } = await relay(...args, '--exchanges', 'gate', '--symbols', 'BTC');
    expect(code).toBe(1);
    expect(output).toContain('401');
    expect(output).toMatch(/\d batches wait in /);
    expect(await count('candles')).toBe(0);
  });

  test('says what it expected', async () => {
    expect((await relay('--help')).output).toContain('usage: npm run relay');
    const { code, output } = await relay('--to', 'heatmap.example');
    expect([code, output.trim()]).toEqual([2, '--to: expected a URL, got "heatmap.example"']);
    expect(() => readRelayArguments(['--to', 'https://a.b'], {})).toThrow('--secret: expected a text');
    expect(() =>
      readRelayArguments(['--to', 'https://a.b', '--exchanges', 'mtgox'], { RELAY_SECRET: 'x' }),
    ).toThrow('got "mtgox"');
  });

  test('reads the exchanges that refuse Cloudflare unless told otherwise', () => {
    const { adapters, secret } = readRelayArguments(['--to', 'https://a.b'], { RELAY_SECRET: 'x' });
    expect(adapters.map(({ exchange }) => exchange)).toEqual(['binance', 'bitget']);
    expect(secret).toBe('x');
  });
});
