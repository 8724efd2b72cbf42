import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DatabaseFailure, retriedReads } from '../../../workers/store/retried-reads.ts';
import { failing } from '../../support/failing-database.ts';

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
});

const ways: [string, (db: D1Database) => Promise<unknown>, unknown][] = [
  ['all', db => db.prepare('SELECT ? AS a').bind(7).all(), { results: [{ a: 7 }] }],
  ['first', db => db.prepare('SELECT 7 AS a').first(), { a: 7 }],
  ['a column of first', db => db.prepare('SELECT 7 AS a').first('a'), 7],
  ['raw', db => db.prepare('SELECT 7, 8').raw(), [[7, 8]]],
  ['a batch', db => db.batch([db.prepare('SELECT ? AS a').bind(7)]), [{ results: [{ a: 7 }] }]],
];

test.each(ways)('a read by %s that fails once is answered', async (_, read, expected) => {
  const asked = failing(env.DB, call => call === 1);
  expect(await read(retriedReads(asked.db))).toMatchObject(expected as object);
  expect(asked.calls()).toBe(2);
});

test.each(ways)(
  'a read by %s that fails twice is a failure of the database, with its cause',
  async (_, read) => {
    const asked = failing(env.DB, () => true);
    const failure = await read(retriedReads(asked.db)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DatabaseFailure);
    expect((failure as Error).cause).toMatchObject({ message: 'the database fails call 2' });
    expect(asked.calls()).toBe(2);
  },
);

test('a statement that is wrong is not asked again: it is no failure of the database', async () => {
  const asked = failing(env.DB, () => false);
  const failure = await retriedReads(asked.db)
    .prepare('SELECT * FROM nowhere')
    .all()
    .catch((error: unknown) => error);
  expect(failure).not.toBeInstanceOf(DatabaseFailure);
  expect(String(failure)).toContain('no such table: nowhere');
  expect(asked.calls()).toBe(1);
});

test.each([
  'INSERT INTO relays VALUES (1, 2)',
  'DELETE FROM relays',
  'WITH gone AS (SELECT 1) DELETE FROM relays',
  'UPDATE relays SET time = 1',
])('%s is not taken: a write that failed may have happened', sql => {
  expect(() => retriedReads(env.DB).prepare(sql)).toThrow('expected a statement that only reads');
});
