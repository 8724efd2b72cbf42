import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { FeedMinute } from '../../../schema/market.ts';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { addRejects } from '../../../workers/store/add-rejects.ts';
import { pruneIngestNotes } from '../../../workers/store/prune-ingest-notes.ts';
import { readFeedCoverage } from '../../../workers/store/read-feed-coverage.ts';
import { saveCoverage } from '../../../workers/store/save-coverage.ts';

const noon = Date.UTC(2026, 0, 5, 12);
const minute = (at: number, more: Partial<FeedMinute> = {}): FeedMinute => ({
  exchange: 'okx',
  feed: 'swap',
  time: noon + at * MINUTE,
  seconds: 60,
  events: 0,
  ...more,
});
const save = (reports: FeedMinute[]) => env.DB.batch(saveCoverage(env.DB, reports));
const read = (from: number, to: number) =>
  readFeedCoverage(env.DB, {
    exchanges: ['okx', 'bybit'],
    from: noon + from * MINUTE,
    to: noon + to * MINUTE,
  });

beforeEach(async () => {
  await env.DB.exec('DELETE FROM feed_coverage');
});

test('an hour of a feed is one row, and a report of five minutes one written row', async () => {
  const [written] = await save([0, 1, 2, 3, 4].map(at => minute(at)));
  expect(written?.meta.rows_written).toBe(1);
  await save([5, 6].map(at => minute(at)));
  expect(await env.DB.prepare('SELECT count(*) AS n FROM feed_coverage').first('n')).toBe(1);
  expect((await read(0, 7))[0]).toMatchObject({ share: 1, gaps: [] });
});

test('minutes that were not seen whole, or not reported, are gaps', async () => {
  await save([
    minute(0, { events: 2, delay: 300 }),
    minute(1, { seconds: 30, events: 1, delay: 500 }),
    minute(2, { seconds: 0, error: 'closed: 1006' }),
    minute(4, { events: 3, delay: 100 }),
    minute(61),
  ]);
  expect(await read(0, 5)).toEqual([
    {
      exchange: 'okx',
      feed: 'swap',
      share: (60 + 30 + 60) / 300,
      events: 6,
      delay: 300,
      lastSeen: noon + 4 * MINUTE,
      error: 'closed: 1006',
      gaps: [[noon + MINUTE, noon + 4 * MINUTE]],
      blind: [[noon + 2 * MINUTE, noon + 4 * MINUTE]],
      firstReport: noon,
    },
  ]);
  expect((await read(60, 62))[0]?.gaps).toEqual([[noon + HOUR, noon + HOUR + MINUTE]]);
});

test('of two reports on a minute the one that saw more stands, in either order', async () => {
  await save([minute(0, { seconds: 20, events: 9 }), minute(1)]);
  await save([minute(0, { events: 3 }), minute(1, { seconds: 10 })]);
  await save([minute(0, { seconds: 0 })]);
  expect((await read(0, 2))[0]).toMatchObject({ share: 1, events: 3, gaps: [] });
});

test('of two reports at once the same one stands, and what REST told before what a feed did', async () => {
  await save([minute(0), minute(0, { events: 3, repaired: true }), minute(0, { seconds: 30, events: 9 })]);
  expect((await read(0, 1))[0]).toMatchObject({ share: 1, events: 3 });
  await save([minute(1)]);
  await save([minute(1, { repaired: true })]);
  await save([minute(1)]);
  const minutes = await env.DB.prepare('SELECT minutes FROM feed_coverage').first<string>('minutes');
  expect(JSON.parse(minutes ?? '')).toEqual({ 0: [60, 3, null, 1], 1: [60, 0, null, 1] });
});

test('feeds are told apart, and one that never reported is absent', async () => {
  await save([minute(0), minute(0, { feed: 'futures', seconds: 0 }), minute(0, { exchange: 'htx' })]);
  const feeds = await read(0, 1);
  expect(feeds.map(({ feed, share, lastSeen }) => [feed, share, lastSeen])).toEqual([
    ['futures', 0, undefined],
    ['swap', 1, noon],
  ]);
});

test('what is older than it is kept for goes, rejects too', async () => {
  await save([minute(0), minute(60), minute(0, { exchange: 'bybit' })]);
  const rejects = [noon, noon + HOUR].map(time => ({
    source: 'okx',
    time,
    reason: `at ${time}`,
    payload: '',
  }));
  await env.DB.exec('DELETE FROM rejects');
  await env.DB.batch(addRejects(env.DB, rejects));
  await pruneIngestNotes(env.DB, noon + HOUR);
  expect((await read(0, 120)).map(({ exchange, firstReport }) => [exchange, firstReport])).toEqual([
    ['okx', noon + HOUR],
  ]);
  expect(await env.DB.prepare('SELECT time FROM rejects').first('time')).toBe(noon + HOUR);
});

test('of a source that rejects everything a bounded number is kept, and a known one once', async () => {
  await env.DB.exec('DELETE FROM rejects');
  const reject = (n: number) => ({ source: 'okx', time: noon + n, reason: 'no price', payload: `${n}` });
  for (let call = 0; call < 8; call++)
    await env.DB.batch(
      addRejects(
        env.DB,
        Array.from({ length: 50 }, (_, n) => reject(call * 50 + n)),
      ),
    );
  const kept = await env.DB.prepare('SELECT count(*) AS n FROM rejects').first<number>('n');
  // Twenty a call until the hour has a hundred.
  expect(kept).toBe(100);
  await env.DB.batch(addRejects(env.DB, [reject(0), { ...reject(2 * HOUR), reason: 'x'.repeat(900) }]));
  expect(await env.DB.prepare('SELECT count(*) AS n FROM rejects').first<number>('n')).toBe(101);
  expect(await env.DB.prepare('SELECT max(length(reason)) AS n FROM rejects').first<number>('n')).toBe(500);
});
