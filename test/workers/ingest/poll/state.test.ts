import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../../schema/range.ts';
import { gate } from '../../../../workers/exchange/gate.ts';
import { newPollState, pullBack } from '../../../../workers/ingest/poll/state.ts';
import { pollExchanges } from '../../../../workers/ingest/poll-exchanges.ts';
import { readFeedCoverage } from '../../../../workers/store/read-feed-coverage.ts';
import { scriptedGate } from '../../../support/scripted-gate.ts';

const noon = Date.UTC(2026, 0, 5, 12);
const worker = { ...env, MODE: 'live', SYMBOLS: 'BTC', EXCHANGES: 'gate' } as const;

beforeEach(async () => {
  for (const table of [
    'instruments',
    'candles',
    'liquidations',
    'liquidation_bars',
    'poll_states',
    'feed_coverage',
  ])
    await env.DB.exec(`DELETE FROM ${table}`);
});

test('what a clock that was ahead has left is taken back to a day ago, the rest stays', () => {
  const state = newPollState();
  state.done = { 'candles BTC': noon + DAY, 'ratios BTC': noon - HOUR, 'repair usdt 1 2': 3 };
  state.covered = { usdt: noon + 2 * HOUR };
  state.backfill = { BTC: { from: noon - 9 * DAY, to: noon + DAY } };
  state.standing = { BTC: [noon + DAY, 5], ETH: [noon, 6] };
  state.questions = { x: { failures: 1, until: noon + DAY + HOUR, at: noon + DAY, error: 'y' } };
  state.backoff = { failures: 1, until: noon + DAY + HOUR, at: noon + DAY, error: 'y' };
  state.goodAt = noon + DAY;
  expect(pullBack(state, noon)).toBe(true);
  expect(state).toEqual({
    ...newPollState(),
    done: { 'candles BTC': noon - DAY, 'ratios BTC': noon - HOUR, 'repair usdt 1 2': 3 },
    covered: { usdt: noon - DAY },
    backfill: { BTC: { from: noon - 9 * DAY, to: noon } },
    standing: { ETH: [noon, 6] },
    goodAt: noon,
  });
  expect(pullBack(state, noon)).toBe(false);
});

test('after one run with a clock a day ahead nothing is missed, and no minute seen that was not', async () => {
  let now = noon;
  const venue = scriptedGate({ now: () => now });
  const poll = (at: number) => {
    if (at < noon + DAY) now = at;
    return pollExchanges(worker, at, { fetch: venue.fetch, random: () => 0, adapters: [gate], requests: 99 });
  };
  await poll(noon + DAY);
  for (let minute = 1; minute <= 90; minute++) {
    venue.orders.push({ time: noon / 1000 + minute * 60 - 30, size: 10_000 });
    await poll(noon + minute * MINUTE);
  }
  const count = await env.DB.prepare('SELECT count(*) AS n FROM liquidations').first('n');
  expect(count).toBe(90);
  const newest = await env.DB.prepare('SELECT max(time + step) AS end FROM candles').first('end');
  expect(newest).toBe(noon + 90 * MINUTE - 5 * MINUTE);
  const ahead = await readFeedCoverage(env.DB, {
    exchanges: ['gate'],
    from: noon + 91 * MINUTE,
    to: noon + 2 * DAY,
  });
  expect(ahead.reduce((sum, { share }) => sum + share, 0)).toBe(0);
});
