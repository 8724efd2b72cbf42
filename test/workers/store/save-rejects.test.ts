import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { replaceRejects } from '../../../workers/store/save-rejects.ts';

const all = async () =>
  (await env.DB.prepare('SELECT source, time, reason, payload FROM rejects ORDER BY id').all()).results;

beforeEach(async () => {
  await env.DB.exec('DELETE FROM rejects');
});

test('known rejects keep their time, new ones are added, mended ones go', async () => {
  await replaceRejects(
    env.DB,
    'a.csv',
    [
      { reason: 'r1', payload: 'p1' },
      { reason: 'r2', payload: 'p2' },
    ],
    1_000,
  );
  await replaceRejects(
    env.DB,
    'a.csv',
    [
      { reason: 'r2', payload: 'p2' },
      { reason: 'r3', payload: 'p3' },
    ],
    2_000,
  );
  expect(await all()).toEqual([
    { source: 'a.csv', time: 1_000, reason: 'r2', payload: 'p2' },
    { source: 'a.csv', time: 2_000, reason: 'r3', payload: 'p3' },
  ]);
});

test('rejects of other sources stay', async () => {
  await replaceRejects(env.DB, 'a.csv', [{ reason: 'r', payload: 'p' }], 1_000);
  await replaceRejects(env.DB, 'b.csv', [], 2_000);
  expect(await all()).toHaveLength(1);
});

test('texts are cut to 500 characters, also those that come again', async () => {
  const long = { reason: 'r'.repeat(501), payload: 'p'.repeat(10_000) };
  await replaceRejects(env.DB, 'a.csv', [long], 1_000);
  await replaceRejects(env.DB, 'a.csv', [long], 2_000);
  expect(await all()).toEqual([
    { source: 'a.csv', time: 1_000, reason: `${'r'.repeat(499)}…`, payload: `${'p'.repeat(499)}…` },
  ]);
});

test('of very many rejects the first thousand are kept', async () => {
  const many = Array.from({ length: 1_500 }, (_, i) => ({ reason: `line ${i}`, payload: 'p'.repeat(600) }));
  await replaceRejects(env.DB, 'a.csv', many, 1_000);
  const rows = await all();
  expect(rows).toHaveLength(1_000);
  expect(rows.at(-1)).toMatchObject({ reason: 'line 999' });
});
