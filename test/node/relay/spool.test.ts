import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Liquidation } from '../../../schema/market.ts';
import type { IngestBatch } from '../../../workers/ingest/batch.ts';
import { parseBatch } from '../../../workers/ingest/parse-batch.ts';
import { PostError } from '../../../workers/ingest/post-batch.ts';
import { openSpool } from '../../../workers/relay/spool.ts';
import { goodBatch } from '../../support/any-batch.ts';

const noon = Date.UTC(2026, 0, 5, 12);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spool-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const event = (n: number): Liquidation => ({
  ...{ exchange: 'binance', instrument: 'BTCUSDT', symbol: 'BTC', side: 'long', priceKind: 'fill' },
  ...{ price: 100, quantity: 1, notionalUsd: 100, time: noon + n, id: String(n) },
});
/** The numbers of the events that were posted, in their order. */
function target() {
  const posted: number[] = [];
  const post = async ({ liquidations = [] }: IngestBatch) => {
    posted.push(...liquidations.map(({ time }) => time - noon));
  };
  return { posted, post };
}
const refused = () => readdir(join(folder, 'refused'));
const fileOf = (n: number) => `${String(n).padStart(15, '0')}.json`;

test('keeps batches on disk while the target is away, over a restart, and posts them in order', async () => {
  const posted: number[] = [];
  let up = false;
  const post = async ({ liquidations = [] }: IngestBatch) => {
    if (!up) throw new PostError('away', { status: 503 });
    posted.push(...liquidations.map(({ time }) => time - noon));
  };
  const first = await openSpool({ folder, post });
  for (const n of [1, 2]) await first.put({ liquidations: [event(n)] });
  expect(await first.send()).toBe(false);
  await writeFile(join(folder, '000000000000009.json.part'), '{"liquida');
  const second = await openSpool({ folder, post });
  expect(second.counts().waiting).toBe(2);
  await second.put({ liquidations: [event(3)] });
  up = true;
  expect(await second.send()).toBe(true);
  expect(posted).toEqual([1, 2, 3]);
  expect(second.counts()).toEqual({ waiting: 0, bytes: 0, dropped: 0 });
  expect(await readdir(folder)).toEqual(['refused']);
});

test('sets aside what the target will never take and goes on', async () => {
  const posted: number[] = [];
  const spool = await openSpool({
    folder,
    post: async ({ liquidations = [] }) => {
      if (liquidations[0]?.id === '1') throw new PostError('no batch', { status: 400 });
      posted.push(liquidations.length);
    },
  });
  for (const n of [1, 2]) await spool.put({ liquidations: [event(n)] });
  expect(await spool.send()).toBe(true);
  expect(posted).toEqual([1]);
  expect(await readdir(join(folder, 'refused'))).toHaveLength(1);
});

test('deletes the oldest beyond its bound, and says so', async () => {
  const lines: string[] = [];
  const size = JSON.stringify({ liquidations: [event(1)] }).length;
  const spool = await openSpool({
    ...{ folder, maxBytes: 2 * size, log: (line: string) => lines.push(line) },
    post: async () => {},
  });
  for (const n of [1, 2, 3]) await spool.put({ liquidations: [event(n)] });
  expect(spool.counts()).toEqual({ waiting: 2, bytes: 2 * size, dropped: 1 });
  expect(lines).toHaveLength(1);
});

test.each([
  ['is empty', ''],
  ['holds zeros', '\0'.repeat(100)],
  ['ends in the middle', '{"liquidations":[{"exchange":"bin'],
  ['holds a list', '[]'],
  ['holds null', 'null'],
])('a file that %s is set aside, and those behind it go on', async (_, text) => {
  const lines: string[] = [];
  const { posted, post } = target();
  await writeFile(join(folder, fileOf(1)), text);
  await writeFile(join(folder, fileOf(2)), JSON.stringify({ liquidations: [event(2)] }));
  const spool = await openSpool({ folder, post, log: line => lines.push(line) });
  expect(await spool.send()).toBe(true);
  expect(posted).toEqual([2]);
  expect(await refused()).toEqual([fileOf(1)]);
  expect(await readFile(join(folder, 'refused', fileOf(1)), 'utf8')).toBe(text);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^000000000000001\.json: expected a batch.*; set aside in .*refused$/);
  expect(spool.counts()).toEqual({ waiting: 0, bytes: 0, dropped: 0 });
});

test('a folder in the place of a file is set aside, and those behind it go on', async () => {
  const { posted, post } = target();
  await mkdir(join(folder, fileOf(1), 'deep'), { recursive: true });
  await mkdir(join(folder, 'memory.json.part', 'deep'), { recursive: true });
  await writeFile(join(folder, fileOf(2)), JSON.stringify({ liquidations: [event(2)] }));
  const spool = await openSpool({ folder, post });
  expect(await spool.send()).toBe(true);
  expect([posted, await refused()]).toEqual([[2], [fileOf(1)]]);
});

test('a file that leads nowhere is set aside, and those behind it go on', async () => {
  const { posted, post } = target();
  await symlink(fileOf(1), join(folder, fileOf(1)));
  await writeFile(join(folder, fileOf(2)), JSON.stringify({ liquidations: [event(2)] }));
  const spool = await openSpool({ folder, post });
  expect(await spool.send()).toBe(true);
  expect([posted, await refused()]).toEqual([[2], [fileOf(1)]]);
});

test('a file that somebody deleted waits no more', async () => {
  const { posted, post } = target();
  const spool = await openSpool({ folder, post });
  for (const n of [1, 2]) await spool.put({ liquidations: [event(n)] });
  await rm(join(folder, fileOf(1)));
  expect(await spool.send()).toBe(true);
  expect([posted, spool.counts()]).toEqual([[2], { waiting: 0, bytes: 0, dropped: 0 }]);
});

test('what was set aside is not overwritten by what is set aside later', async () => {
  const post = () => Promise.reject(new PostError('no batch', { status: 400 }));
  for (const n of [1, 2]) {
    const spool = await openSpool({ folder, post });
    await spool.put({ liquidations: [event(n)] });
    await spool.send();
  }
  expect(await refused()).toEqual([fileOf(1), fileOf(2)]);
});

test('what is put while others are posted is posted with them', async () => {
  const { posted, post } = target();
  let more: (() => Promise<void>) | undefined = () => spool.put({ liquidations: [event(2)] });
  const spool = await openSpool({
    folder,
    post: async batch => {
      await more?.();
      more = undefined;
      await post(batch);
    },
  });
  await spool.put({ liquidations: [event(1)] });
  expect(await spool.send()).toBe(true);
  expect(posted).toEqual([1, 2]);
});

test('whatever is put, the target takes whole, and no file is longer than it takes', async () => {
  const bodies: string[] = [];
  const spool = await openSpool({
    folder,
    post: async batch => bodies.push(JSON.stringify(batch)),
    now: () => noon,
  });
  await fc.assert(
    fc.asyncProperty(goodBatch(noon), async batch => {
      bodies.length = 0;
      await spool.put(batch);
      expect(await spool.send()).toBe(true);
      const taken = bodies.map(body => parseBatch(body, noon));
      expect(taken.flatMap(({ rejects }) => rejects)).toEqual([]);
      const rowsOf = (one: IngestBatch) => Object.values<unknown[]>(one).flat();
      expect(taken.flatMap(one => rowsOf(one.batch))).toHaveLength(rowsOf(batch).length);
    }),
    { numRuns: 25 },
  );
  const events = Array.from({ length: 9_000 }, (_, n) => ({
    ...event(n),
    id: String(n).padStart(300, '中'),
  }));
  await spool.put({ liquidations: events });
  for (const name of (await readdir(folder)).filter(one => one.endsWith('.json')))
    expect((await readFile(join(folder, name))).length).toBeLessThanOrEqual(4_000_000);
  expect(spool.counts().waiting).toBeGreaterThan(2);
});
