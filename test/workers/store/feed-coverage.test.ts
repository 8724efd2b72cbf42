import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { FeedMinute } from '../../../schema/market.ts';
import { HOUR, MINUTE } from '../../../schema/range.ts';
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

test('feeds are told apart, and one that never reported is absent', async () => {
  await save([minute(0), minute(0, { feed: 'futures', seconds: 0 }), minute(0, { exchange: 'htx' })]);
  const feeds = await read(0, 1);
  expect(feeds.map(({ feed, share, lastSeen }) => [feed, share, lastSeen])).toEqual([
    ['futures', 0, undefined],
    ['swap', 1, noon],
  ]);
});
