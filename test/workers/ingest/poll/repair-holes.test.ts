import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../../../../schema/range.ts';
import { instruments } from '../../../../schema/tables.ts';
import { okx } from '../../../../workers/exchange/okx.ts';
import type { PollState } from '../../../../workers/ingest/poll/state.ts';
import { pollExchanges } from '../../../../workers/ingest/poll-exchanges.ts';
import { readPollStates, savePollStates } from '../../../../workers/store/poll-states.ts';
import { readFeedCoverage } from '../../../../workers/store/read-feed-coverage.ts';
import { saveCoverage } from '../../../../workers/store/save-coverage.ts';
import { saveRows } from '../../../../workers/store/save-rows.ts';
import { type OkxOrder, scriptedOkxLists } from '../../../support/scripted-okx-lists.ts';

/** Holes are looked for in minutes that end in 1 or 6. */
const noon = Date.UTC(2026, 0, 5, 12);
const at = (minute: number) => noon + minute * MINUTE;
/** Nothing that is followed is listed, so that all requests are for holes; no feed is woken for gate's sake. */
const worker = { ...env, MODE: 'live', SYMBOLS: 'NONE', EXCHANGES: 'gate' } as const;

let venue: ReturnType<typeof scriptedOkxLists>;
const orders: Record<string, OkxOrder[]> = {};

const poll = (minute: number, requests = 40) =>
  pollExchanges(worker, at(minute), { fetch: venue.fetch, random: () => 0, adapters: [okx], requests });
const list = (...families: string[]) =>
  env.DB.batch(
    saveRows(
      env.DB,
      instruments,
      families.map(family => ({
        ...{ exchange: 'okx', kind: 'linear', contractSize: 1, quote: 'USDT' },
        ...{ instrument: `${family}-SWAP`, symbol: family.split('-')[0] ?? '' },
      })),
    ),
  );
/** The feed reports minutes of [from, to) as seen whole, or not at all. */
const report = (from: number, to: number, seconds: 0 | 60) =>
  env.DB.batch(
    saveCoverage(
      env.DB,
      Array.from({ length: to - from }, (_, i) => ({
        ...{ exchange: 'okx' as const, feed: 'public', time: at(from + i), seconds, events: 0 },
      })),
    ),
  );
async function gaps(to: number): Promise<[from: number, to: number][]> {
  const [feed] = await readFeedCoverage(env.DB, { exchanges: ['okx'], from: noon, to: at(to) });
  return (feed?.gaps ?? []).map(([a, b]) => [(a - noon) / MINUTE, (b - noon) / MINUTE]);
}
async function stored(): Promise<string[]> {
  const sql = 'SELECT instrument FROM liquidations ORDER BY instrument';
  return (await env.DB.prepare(sql).all<{ instrument: string }>()).results.map(row => row.instrument);
}
const stateOf = async () => JSON.parse((await readPollStates(env.DB))[0]?.state ?? '{}') as PollState;

beforeEach(async () => {
  for (const table of ['instruments', 'liquidations', 'liquidation_bars', 'feed_coverage', 'rejects'])
    await env.DB.exec(`DELETE FROM ${table}`);
  for (const family of Object.keys(orders)) delete orders[family];
  venue = scriptedOkxLists(orders);
  const state: Partial<PollState> = { done: { instruments: noon } };
  await env.DB.exec('DELETE FROM poll_states');
  await env.DB.batch(savePollStates(env.DB, [{ exchange: 'okx', time: noon, state: JSON.stringify(state) }]));
  await list('A-USDT', 'B-USDT', 'C-USDT', 'D-USDT', 'E-USDT');
  await report(0, 20, 60);
  await report(20, 30, 0);
  await report(30, 60, 60);
});

test('a hole that takes more requests than a run has is closed by the runs that follow, whatever they find', async () => {
  orders['E-USDT'] = [{ time: at(25), size: 3 }];
  for (const minute of [61, 62]) await poll(minute, 2);
  expect(venue.asked).toEqual(['A-USDT', 'B-USDT', 'C-USDT', 'D-USDT']);
  expect(await gaps(60)).toEqual([[20, 30]]);
  await poll(63, 2);
  expect(venue.asked.slice(4)).toEqual(['E-USDT']);
  expect(await gaps(60)).toEqual([]);
  expect(await stored()).toEqual(['E-USDT-SWAP']);
  await poll(64, 2);
  expect(venue.asked).toHaveLength(5);
});

test('how far a hole has been closed outlasts the minutes in which the venue cannot be asked', async () => {
  await poll(61, 2);
  for (const minute of [62, 63, 64, 65]) await poll(minute, 0);
  for (const minute of [66, 67]) await poll(minute, 2);
  expect(venue.asked).toEqual(['A-USDT', 'B-USDT', 'C-USDT', 'D-USDT', 'E-USDT']);
  expect(await gaps(60)).toEqual([]);
});

test('a hole that grows while it is closed does not begin anew', async () => {
  await report(60, 75, 0);
  await env.DB.prepare('DELETE FROM feed_coverage WHERE hour < ?').bind(at(60)).run();
  await report(59, 60, 60);
  await poll(71, 3);
  expect(venue.asked).toEqual(['A-USDT', 'B-USDT', 'C-USDT']);
  await poll(76, 3);
  expect(venue.asked.slice(3, 5)).toEqual(['D-USDT', 'E-USDT']);
  expect((await gaps(80)).at(-1)?.[0]).toBe(65);
});

test('a contract that cannot be asked keeps the hole open, and holds up neither the others nor later holes', async () => {
  orders['E-USDT'] = [{ time: at(25), size: 3 }];
  venue.broken.add('B-USDT');
  await report(60, 62, 0);
  await report(62, 70, 60);
  await poll(71);
  expect(await stored()).toEqual(['E-USDT-SWAP']);
  expect(await gaps(70)).toEqual([
    [20, 30],
    [60, 62],
  ]);
  const { questions, backoff } = await stateOf();
  expect([questions, backoff]).toEqual([{}, undefined]);
  venue.asked.length = 0;
  await poll(72);
  // Once, and not for each of the holes.
  expect(venue.asked).toEqual(['B-USDT']);
  expect((await stateOf()).questions['repair public again']?.error).toContain('Parameter uly error');

  venue.broken.clear();
  venue.asked.length = 0;
  await poll(74);
  expect(venue.asked).toEqual(['B-USDT', 'B-USDT']);
  expect(await gaps(70)).toEqual([]);
});

test('a venue of which nothing can be asked is asked less and less', async () => {
  const families = Array.from({ length: 30 }, (_, i) => `X${i + 10}-USDT`);
  await list(...families);
  for (const family of [...families, 'A-USDT', 'B-USDT', 'C-USDT', 'D-USDT', 'E-USDT'])
    venue.broken.add(family);
  for (const minute of [61, 62, 63, 64, 65, 66, 67, 68, 69, 70]) await poll(minute);
  // Ten that are taken for odd ones, and the eleventh after a minute, two more and four more.
  expect(venue.asked).toHaveLength(14);
  expect((await stateOf()).questions['repair public']?.failures).toBe(4);
});

test('contracts that come and go while a hole is closed are no reason to pass over another', async () => {
  orders['D-USDT'] = [{ time: at(25), size: 3 }];
  await poll(61, 3);
  await env.DB.exec("DELETE FROM instruments WHERE instrument IN ('A-USDT-SWAP', 'B-USDT-SWAP')");
  await poll(62, 3);
  expect(venue.asked).toEqual(['A-USDT', 'B-USDT', 'C-USDT', 'D-USDT', 'E-USDT']);
  expect(await stored()).toEqual(['D-USDT-SWAP']);
});

test('a venue with many contracts leaves requests of each run to what is less urgent', async () => {
  await list(...Array.from({ length: 30 }, (_, i) => `X${i + 10}-USDT`));
  await poll(61);
  expect(venue.asked).toHaveLength(10);
  for (const minute of [62, 63, 64]) await poll(minute);
  expect(venue.asked).toHaveLength(35);
  expect(await gaps(60)).toEqual([]);
});
