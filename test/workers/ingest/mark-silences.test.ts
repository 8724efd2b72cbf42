import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { FeedMinute } from '../../../schema/market.ts';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { markSilences } from '../../../workers/ingest/mark-silences.ts';
import { readFeedCoverage } from '../../../workers/store/read-feed-coverage.ts';
import { saveCoverage } from '../../../workers/store/save-coverage.ts';

const start = Date.UTC(2026, 0, 5, 0, 30);
const report = (exchange: 'bybit' | 'okx', at: number, more: Partial<FeedMinute> = {}): FeedMinute => ({
  exchange,
  ...{ feed: 'linear', time: start + at * MINUTE, seconds: 60, events: 0 },
  ...more,
});
const save = (reports: FeedMinute[]) => env.DB.batch(saveCoverage(env.DB, reports));
const minutes = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const coverage = async (to: number) =>
  (await readFeedCoverage(env.DB, { exchanges: ['bybit'], from: start, to: start + to * MINUTE }))[0];
const mark = (at: number) => markSilences(env.DB, start + at * MINUTE);
/** Both exchanges have events in each fifth minute, for ten hours. */
const HISTORY = 600;

beforeEach(async () => {
  await env.DB.exec('DELETE FROM feed_coverage');
  await save(
    minutes(0, HISTORY).flatMap(at => {
      const events = at % 5 === 4 ? 2 : 0;
      return [report('bybit', at, { events }), report('okx', at, { events })];
    }),
  );
});

test('the time since the last event of a feed that became silent is a hole with its reason, until events come', async () => {
  // The other goes on. Where it has events Bybit always had some: of 120 minutes all, -ln(1 - 120/121) = 4.796; two are
  // enough, and the second is the tenth minute.
  await save(
    minutes(HISTORY, HISTORY + 20).flatMap(at => [
      report('bybit', at),
      report('okx', at, { events: at % 5 === 4 ? 2 : 0 }),
    ]),
  );
  expect(await mark(HISTORY + 9)).toEqual([]);
  expect(await mark(HISTORY + 10)).toEqual([{ exchange: 'bybit', feed: 'linear' }]);
  expect(await coverage(HISTORY + 10)).toMatchObject({
    gaps: [[start + HISTORY * MINUTE, start + (HISTORY + 10) * MINUTE]],
    blind: [[start + HISTORY * MINUTE, start + (HISTORY + 10) * MINUTE]],
    error: 'silent since 2026-01-05T10:30:00.000Z: events were due in about 9.6 minutes more, none came',
  });
  // It goes on as it is reported.
  expect(await mark(HISTORY + 20)).toHaveLength(1);
  await save([report('bybit', HISTORY + 20, { events: 1, delay: 300 }), report('bybit', HISTORY + 21)]);
  expect(await mark(HISTORY + 22)).toEqual([]);
  expect((await coverage(HISTORY + 22))?.gaps).toEqual([
    [start + HISTORY * MINUTE, start + (HISTORY + 20) * MINUTE],
  ]);
});

test('a hole that REST has filled is none any more, and not marked again', async () => {
  const after = minutes(HISTORY, HISTORY + 10);
  await save(after.flatMap(at => [report('bybit', at), report('okx', at, { events: at % 5 === 4 ? 2 : 0 })]));
  await mark(HISTORY + 10);
  await save(after.map(at => report('bybit', at, { events: at % 5 === 4 ? 1 : 0, repaired: true })));
  expect((await coverage(HISTORY + 10))?.gaps).toEqual([]);
  expect(await mark(HISTORY + 10)).toEqual([]);
  expect((await coverage(HISTORY + 10))?.gaps).toEqual([]);
});

test('when all exchanges fall quiet together none of them is silent', async () => {
  await save(minutes(HISTORY, HISTORY + 60).flatMap(at => [report('bybit', at), report('okx', at)]));
  // Bybit has never had an event in a minute without one elsewhere.
  expect(await mark(HISTORY + 60)).toEqual([]);
  expect((await coverage(HISTORY + 60))?.gaps).toEqual([]);
});

test('a span over several hours is marked in each of them, and nothing before it', async () => {
  const span = minutes(HISTORY, HISTORY + 3 * 60);
  await save(span.map(at => report('bybit', at)));
  await save(span.map(at => report('okx', at, { events: 1, delay: 10 })));
  await mark(HISTORY + 3 * 60);
  const [feed] = await readFeedCoverage(env.DB, {
    exchanges: ['bybit'],
    from: start,
    to: start + HISTORY * MINUTE + 3 * HOUR,
  });
  expect(feed?.gaps).toEqual([[start + HISTORY * MINUTE, start + HISTORY * MINUTE + 3 * HOUR]]);
  expect(feed?.events).toBe(240);
});
