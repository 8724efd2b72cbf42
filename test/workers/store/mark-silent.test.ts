import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { FeedMinute } from '../../../schema/market.ts';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { markSilent } from '../../../workers/store/mark-silent.ts';
import { readFeedCoverage } from '../../../workers/store/read-feed-coverage.ts';
import { saveCoverage } from '../../../workers/store/save-coverage.ts';

const noon = Date.UTC(2026, 0, 5, 12);
const mark = async (from: number, to: number, feed = 'linear') => {
  const [result] = await env.DB.batch(
    markSilent(env.DB, [{ exchange: 'bybit', feed, from, to, error: 'silent since noon' }]),
  );
  return result?.meta.rows_written;
};
const report = (feed: string, at: number, more: Partial<FeedMinute> = {}): FeedMinute => ({
  exchange: 'bybit',
  ...{ feed, time: noon + at * MINUTE, seconds: 60, events: 0 },
  ...more,
});
const gaps = async () =>
  new Map(
    (await readFeedCoverage(env.DB, { exchanges: ['bybit'], from: noon, to: noon + 5 * MINUTE })).map(
      feed => [feed.feed, feed.gaps],
    ),
  );

beforeEach(async () => {
  await env.DB.exec('DELETE FROM feed_coverage');
  await env.DB.batch(
    saveCoverage(env.DB, [
      report('linear', 0),
      report('linear', 1),
      report('linear', 2, { events: 1 }),
      report('linear', 3, { repaired: true }),
      report('linear', 4),
      report('inverse', 1),
    ]),
  );
});

test('minutes of the span without events become holes, those that REST told of and those outside stay', async () => {
  expect(await mark(noon + MINUTE, noon + 4 * MINUTE)).toBe(1);
  expect((await gaps()).get('linear')).toEqual([[noon + MINUTE, noon + 2 * MINUTE]]);
  const whole = await readFeedCoverage(env.DB, { exchanges: ['bybit'], from: noon, to: noon + HOUR });
  expect(whole.map(({ feed, error }) => [feed, error])).toEqual([
    ['inverse', undefined],
    ['linear', 'silent since noon'],
  ]);
});

test('what the feed claims again does not undo a hole, what it saw or REST told of does', async () => {
  await mark(noon, noon + 5 * MINUTE);
  const again = (at: number, more: Partial<FeedMinute> = {}) =>
    env.DB.batch(saveCoverage(env.DB, [report('linear', at, more)]));
  const hole = (from: number, to: number) => [noon + from * MINUTE, noon + to * MINUTE];
  await again(0);
  await again(1);
  await again(4);
  expect((await gaps()).get('linear')).toEqual([hole(0, 2), hole(4, 5)]);
  await again(0, { repaired: true });
  await again(4, { events: 2 });
  expect((await gaps()).get('linear')).toEqual([hole(1, 2)]);
});

test('nothing is written where nothing changes', async () => {
  expect(await mark(noon, noon + 5 * MINUTE)).toBe(1);
  expect(await mark(noon, noon + 5 * MINUTE)).toBe(0);
  expect(await mark(noon + HOUR, noon + 2 * HOUR)).toBe(0);
  expect(await mark(noon, noon + HOUR, 'no feed')).toBe(0);
  expect(markSilent(env.DB, [])).toEqual([]);
});
