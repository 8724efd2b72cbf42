import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import type { Adapter } from '../../../workers/exchange/adapter.ts';
import { deribit } from '../../../workers/exchange/deribit.ts';
import { gate } from '../../../workers/exchange/gate.ts';
import { okx } from '../../../workers/exchange/okx.ts';
import type { PollState } from '../../../workers/ingest/poll/state.ts';
import { pollExchanges } from '../../../workers/ingest/poll-exchanges.ts';
import { readPollStates, savePollStates } from '../../../workers/store/poll-states.ts';
import { readFeedCoverage } from '../../../workers/store/read-feed-coverage.ts';
import { saveCoverage } from '../../../workers/store/save-coverage.ts';
import { scriptedGate } from '../../support/scripted-gate.ts';

const noon = Date.UTC(2026, 0, 5, 12);
let now: number;
let venue: ReturnType<typeof scriptedGate>;

/** Gate has no feed to connect to, so that naming it alone leaves the feeds' object asleep. */
const worker = { ...env, MODE: 'live', SYMBOLS: 'BTC', EXCHANGES: 'gate' } as const;
const poll = (at: number, { adapters = [gate] as Adapter[], requests = 40, backfillRows = 20_000 } = {}) => {
  now = at;
  return pollExchanges(worker, at, { fetch: venue.fetch, random: () => 0, adapters, requests, backfillRows });
};
const rows = async <Row>(sql: string) => (await env.DB.prepare(sql).all<Row>()).results;
const stateOf = async (exchange: string) =>
  JSON.parse(
    (await readPollStates(env.DB)).find(row => row.exchange === exchange)?.state ?? '{}',
  ) as PollState;
const count = (table: string) => env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>('n');

beforeEach(async () => {
  venue = scriptedGate({ now: () => now });
  for (const table of [
    'instruments',
    'margin_tiers',
    'candles',
    'liquidations',
    'liquidation_bars',
    'bar_rollups',
    'feed_coverage',
    'poll_states',
    'rejects',
  ])
    await env.DB.exec(`DELETE FROM ${table}`);
});

describe('the first run', () => {
  test('lists the contracts, then fills in a year in days, a month in hours and a day fine', async () => {
    await poll(noon + MINUTE);
    expect(await rows('SELECT instrument, symbol FROM instruments')).toEqual([
      { instrument: 'BTC_USDT', symbol: 'BTC' },
    ]);
    expect(
      await rows(
        'SELECT step, count(*) AS n, min(time) AS first, max(time + step) AS last FROM candles GROUP BY step ORDER BY step',
      ),
    ).toEqual([
      { step: 5 * MINUTE, n: 288, first: noon - DAY, last: noon },
      // From noon of the day after the last whole day, 29 days on.
      { step: HOUR, n: 29 * 24 - 12, first: noon - 30 * DAY + 12 * HOUR, last: noon - DAY },
      { step: DAY, n: 335, first: noon - 365 * DAY + 12 * HOUR, last: noon - 30 * DAY + 12 * HOUR },
    ]);
    expect(await rows('SELECT max_leverage FROM margin_tiers')).toEqual([{ max_leverage: 100 }]);
    const { backfill, done } = await stateOf('gate');
    expect(backfill.BTC).toEqual({ from: noon - 365 * DAY + 12 * HOUR, to: noon });
    expect(done['candles BTC']).toBe(noon);
  });

  test('fills in a day only, in fewer rows, where a year would be too many', async () => {
    await poll(noon + MINUTE, { backfillRows: 1_000 });
    const spans =
      'SELECT step, count(*) AS n, min(time) AS first, max(time + step) AS last FROM candles GROUP BY step';
    expect(await rows(spans)).toEqual([{ step: 15 * MINUTE, n: 96, first: noon - DAY, last: noon }]);
    await poll(noon + 6 * MINUTE);
    expect((await rows<{ step: number }>(spans)).map(({ step }) => step)).toEqual([5 * MINUTE, 15 * MINUTE]);
  });

  test('stops at the requests it may send and goes on in the next', async () => {
    await poll(noon + MINUTE, { requests: 3 });
    expect(venue.asked).toHaveLength(3);
    await poll(noon + 2 * MINUTE, { requests: 100 });
    expect(await env.DB.prepare('SELECT max(time + step) AS end FROM candles').first('end')).toBe(noon);
  });
});

test('a new candle is asked for once it has settled, and comes with the open interest at its close in one row', async () => {
  await poll(noon + MINUTE);
  venue.asked.length = 0;
  await poll(noon + 5 * MINUTE);
  expect(venue.asked.filter(({ endpoint }) => endpoint === 'candlesticks')).toEqual([]);
  await poll(noon + 6 * MINUTE);
  await poll(noon + 7 * MINUTE);
  expect(venue.asked.filter(({ endpoint }) => endpoint === 'candlesticks')).toHaveLength(1);
  // 40,000 contracts of 0.0001 coins.
  expect(await rows('SELECT time, open_interest FROM candles ORDER BY time DESC LIMIT 1')).toEqual([
    { time: noon, open_interest: 4 },
  ]);
});

test('what was answered without news is not asked for again', async () => {
  await poll(noon + MINUTE);
  await poll(noon + 5 * MINUTE);
  for (const endpoint of ['contracts', 'candlesticks'])
    venue.broken.set(endpoint, () => new Response('not here', { status: 404 }));
  await poll(noon + 6 * MINUTE);
  venue.broken.delete('contracts');
  venue.asked.length = 0;
  // The open interest of 12:05 waits for the candle that ended then.
  for (const minute of [7, 8, 9]) await poll(noon + minute * MINUTE);
  expect(venue.asked.filter(({ endpoint }) => endpoint === 'contracts')).toHaveLength(1);
});

test('no exchange is always the last when there are too few requests', async () => {
  for (const minute of [1, 2]) await poll(noon + minute * MINUTE, { adapters: [okx, gate], requests: 1 });
  expect(venue.asked.map(({ endpoint }) => endpoint).sort()).toEqual(['contracts', 'instruments']);
});

describe('liquidations that are polled', () => {
  test('are asked for again in overlapping windows, written once, and their minutes reported as seen', async () => {
    venue.orders.push({ time: noon / 1000 - 30, size: 10_000 });
    await poll(noon + MINUTE);
    // Published late: it lies in time that was asked for already.
    venue.orders.push({ time: noon / 1000 + 20, size: -20_000 });
    for (const minute of [2, 3, 4, 5, 6]) await poll(noon + minute * MINUTE);
    expect(await rows('SELECT side, quantity, notional_usd FROM liquidations ORDER BY time')).toEqual([
      { side: 'long', quantity: 1, notional_usd: 100 },
      { side: 'short', quantity: 2, notional_usd: 200 },
    ]);
    expect(await rows('SELECT sum(count) AS n FROM liquidation_bars WHERE step = 60000')).toEqual([{ n: 2 }]);
    const [coverage] = await readFeedCoverage(env.DB, {
      exchanges: ['gate'],
      from: noon - HOUR,
      to: noon + 5 * MINUTE,
    });
    expect(coverage).toMatchObject({ feed: 'usdt', share: 1, gaps: [], events: 2 });
  });

  test('go on where the last good run ended, however long ago that was', async () => {
    await poll(noon + MINUTE);
    venue.orders.push({ time: noon / 1000 + 3_000, size: 5 });
    venue.asked.length = 0;
    await poll(noon + 121 * MINUTE);
    const asked = venue.asked.filter(({ endpoint }) => endpoint === 'liq_orders');
    // From ten minutes before the last run, in windows of an hour.
    expect(asked.map(({ query }) => (Number(query.get('from')) * 1000 - noon) / MINUTE)).toEqual([
      -9, 51, 111,
    ]);
    expect(await count('liquidations')).toBe(1);
  });

  test('leave no hole when the store failed to take them', async () => {
    venue.orders.push({ time: noon / 1000, size: 5 });
    await env.DB.exec(
      "CREATE TRIGGER full BEFORE INSERT ON liquidations BEGIN SELECT RAISE(ABORT, 'full'); END",
    );
    try {
      await poll(noon + MINUTE);
    } finally {
      await env.DB.exec('DROP TRIGGER full');
    }
    const state = await stateOf('gate');
    expect(state.backoff?.error).toContain('could not be written');
    expect(state.done).toEqual({});
    await poll(noon + 3 * MINUTE);
    expect(await count('liquidations')).toBe(1);
  });
});

describe('an exchange that fails', () => {
  test('backs off, longer each time, and is asked again when that is over', async () => {
    venue.broken.set('', () => new Response('maintenance', { status: 503 }));
    await poll(noon);
    await poll(noon + 30_000);
    expect(venue.asked).toHaveLength(1);
    await poll(noon + MINUTE);
    await poll(noon + 2 * MINUTE);
    expect(venue.asked).toHaveLength(2);
    const { backoff } = await stateOf('gate');
    expect(backoff).toMatchObject({ failures: 2, until: noon + 3 * MINUTE });
    expect(backoff?.error).toContain('expected 200, got 503 maintenance');
    venue.broken.clear();
    await poll(noon + 3 * MINUTE);
    expect((await stateOf('gate')).backoff).toBeUndefined();
    expect(await count('candles')).toBeGreaterThan(0);
  });

  test('with 429 is left alone for as long as it says', async () => {
    venue.broken.set('', () => new Response('', { status: 429, headers: { 'retry-after': '600' } }));
    await poll(noon);
    venue.broken.clear();
    await poll(noon + 9 * MINUTE);
    expect(venue.asked).toHaveLength(1);
    await poll(noon + 11 * MINUTE);
    expect(venue.asked.length).toBeGreaterThan(1);
  });

  test('does not keep another from being asked and written', async () => {
    venue.broken.set('www.okx.com', () => Promise.reject(new TypeError('connection refused')));
    const { exchanges } = await poll(noon, { adapters: [okx, gate] });
    expect(exchanges.map(({ error }) => error?.includes('connection refused'))).toEqual([true, undefined]);
    expect(await count('candles')).toBeGreaterThan(0);
  });

  test('in one question keeps its others: the row nobody could read is kept', async () => {
    venue.broken.set('candlesticks', () => Response.json([{ t: 'x' }]));
    await poll(noon + MINUTE);
    expect(await count('candles')).toBe(0);
    expect(await count('margin_tiers')).toBe(1);
    const [reject] = await rows<{ source: string; payload: string }>('SELECT source, payload FROM rejects');
    expect(reject).toEqual({ source: 'gate', payload: '{"t":"x"}' });
    expect((await stateOf('gate')).questions['candles BTC']?.failures).toBe(1);
  });
});

describe('a hole in a feed', () => {
  const trade = (time: number, id: string, liquidation?: string) => ({
    ...{ trade_id: id, timestamp: time, instrument_name: 'BTC-PERPETUAL', price: 100, amount: 300 },
    ...{ direction: 'sell', trade_seq: 1, mark_price: 100, index_price: 100, tick_direction: 0 },
    ...(liquidation && { liquidation }),
  });

  test('is filled in from REST and then counts as seen', async () => {
    await env.DB.prepare(
      `INSERT INTO instruments VALUES ('deribit', 'BTC-PERPETUAL', 'BTC', 'USD', 'inverse', 1)`,
    ).run();
    const state: Partial<PollState> = {
      done: { instruments: noon, 'candles BTC': noon + DAY },
      instruments: { BTC: 'BTC-PERPETUAL' },
    };
    await env.DB.batch(
      savePollStates(env.DB, [{ exchange: 'deribit', time: noon, state: JSON.stringify(state) }]),
    );
    await env.DB.batch(
      saveCoverage(
        env.DB,
        Array.from({ length: 60 }, (_, i) => ({
          ...{ exchange: 'deribit' as const, feed: 'trades', time: noon + i * MINUTE, events: 0 },
          seconds: i >= 20 && i < 25 ? 0 : 60,
        })),
      ),
    );
    const spans: string[] = [];
    venue.broken.set('www.deribit.com', () => Response.json({ result: [] }));
    const fetch: typeof globalThis.fetch = async input => {
      const { searchParams, pathname } = new URL(String(input));
      if (!pathname.includes('get_last_trades_by_currency_and_time')) return Response.json({ result: [] });
      const [from, to] = ['start_timestamp', 'end_timestamp'].map(name => Number(searchParams.get(name)));
      spans.push(`${((from ?? 0) - noon) / MINUTE} ${((to ?? 0) + 1 - noon) / MINUTE}`);
      return Response.json({
        result: {
          trades: [trade(noon + 21 * MINUTE, '7', 'T'), trade(noon + 22 * MINUTE, '8')],
          has_more: false,
        },
      });
    };
    await pollExchanges(worker, noon + 61 * MINUTE, { fetch, random: () => 0, adapters: [deribit] });
    expect(spans).toEqual(['10 35']);
    expect(await rows('SELECT side, notional_usd FROM liquidations')).toEqual([
      { side: 'long', notional_usd: 300 },
    ]);
    const [coverage] = await readFeedCoverage(env.DB, {
      exchanges: ['deribit'],
      from: noon,
      to: noon + HOUR,
    });
    expect(coverage).toMatchObject({ share: 1, gaps: [], events: 1 });
  });
});

test('nothing is asked in a simulation or a replay', async () => {
  await pollExchanges({ ...env, MODE: 'simulated' }, noon, { fetch: venue.fetch });
  expect(venue.asked).toEqual([]);
});
