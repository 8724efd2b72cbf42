import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../../schema/range.ts';
import { gate } from '../../../../workers/exchange/gate.ts';
import type { PollState } from '../../../../workers/ingest/poll/state.ts';
import { pollExchanges } from '../../../../workers/ingest/poll-exchanges.ts';
import { readPollStates, savePollStates } from '../../../../workers/store/poll-states.ts';
import { scriptedGate } from '../../../support/scripted-gate.ts';

const noon = Date.UTC(2026, 0, 5, 12);
const worker = { ...env, MODE: 'live', SYMBOLS: 'BTC', EXCHANGES: 'gate' } as const;
let now: number;
let venue: ReturnType<typeof scriptedGate>;

const poll = (at: number) => {
  now = at;
  return pollExchanges(worker, at, { fetch: venue.fetch, random: () => 0, adapters: [gate] });
};
const rows = async <Row>(sql: string) => (await env.DB.prepare(sql).all<Row>()).results;
const state = async () => JSON.parse((await readPollStates(env.DB))[0]?.state ?? '{}') as PollState;
const minutesOf = async (sql: string) =>
  (await rows<{ time: number }>(sql)).map(({ time }) => (time - noon) / MINUTE);

type Bar = { t: number; o: string; h: string; l: string; c: string; v: number };
const bar = (minutes: number): Bar => ({ t: noon / 1000 + minutes * 60, ...FLAT });
const FLAT = { o: '100', h: '101', l: '99', c: '100', v: 50_000 };
const ZEROS = { o: '0', h: '0', l: '0', c: '0', v: 0 };

/** Gate answers with these five-minute bars from noon on, as far as they lie in the asked time. */
function tell(bars: readonly object[]): void {
  venue.broken.set('candlesticks', () => {
    const query = venue.asked.at(-1)?.query;
    const [from, to] = [Number(query?.get('from')), Number(query?.get('to'))];
    return Response.json(bars.filter(row => !('t' in row) || (Number(row.t) >= from && Number(row.t) <= to)));
  });
}

/** Everything else was answered a moment ago; the candles are known up to `done` minutes after noon. */
async function knownUntil(done: number, at: number): Promise<void> {
  const known: Partial<PollState> = {
    done: {
      ...{ instruments: at, 'candles BTC': noon + done * MINUTE, 'ratios BTC': at, 'tiers BTC': at },
      ...{ 'liquidations usdt': at, minor: at },
    },
    backfill: { BTC: { from: noon - DAY, to: noon } },
    instruments: { BTC: 'BTC_USDT' },
  };
  await env.DB.batch([
    env.DB.prepare(`INSERT INTO instruments VALUES ('gate', 'BTC_USDT', 'BTC', 'USDT', 'linear', 0.0001)`),
    ...savePollStates(env.DB, [{ exchange: 'gate', time: at - MINUTE, state: JSON.stringify(known) }]),
  ]);
}

beforeEach(async () => {
  venue = scriptedGate({ now: () => now });
  for (const table of ['instruments', 'candles', 'margin_tiers', 'poll_states', 'rejects', 'feed_coverage'])
    await env.DB.exec(`DELETE FROM ${table}`);
});

describe('candles', () => {
  test('one that cannot be is a hole: the others of its page are stored, and the page is asked for once', async () => {
    await knownUntil(0, noon + 16 * MINUTE);
    tell([bar(0), { ...bar(5), ...ZEROS }, bar(10)]);
    await poll(noon + 16 * MINUTE);
    expect(await minutesOf('SELECT time FROM candles ORDER BY time')).toEqual([0, 10]);
    expect(await rows('SELECT source, reason, payload FROM rejects')).toEqual([
      {
        source: 'gate',
        reason: 'gate open: expected a number of at least 1e-15 and at most 1000000000, got 0',
        payload: `{"t":"${noon / 1000 + 300}","o":"0","h":"0","l":"0","c":"0","v":"0"}`,
      },
    ]);
    const { done, questions } = await state();
    expect([done['candles BTC'], questions]).toEqual([noon + 15 * MINUTE, {}]);
    venue.asked.length = 0;
    await poll(noon + 17 * MINUTE);
    expect(venue.asked.filter(({ endpoint }) => endpoint === 'candlesticks')).toEqual([]);
  });

  test('the newest alone, where it cannot be, is passed by: the next is asked for without it', async () => {
    await knownUntil(0, noon + 6 * MINUTE);
    tell([{ ...bar(0), c: '101.01' }, bar(5)]);
    await poll(noon + 6 * MINUTE);
    expect((await state()).done['candles BTC']).toBe(noon + 5 * MINUTE);
    await poll(noon + 11 * MINUTE);
    expect(await minutesOf('SELECT time FROM candles')).toEqual([5]);
    const spans = venue.asked.filter(({ endpoint }) => endpoint === 'candlesticks');
    expect(spans.map(({ query }) => (Number(query.get('from')) * 1000 - noon) / MINUTE)).toEqual([0, 5]);
  });

  test('one that cannot be read is asked for again, less and less often, until another goes beyond it', async () => {
    await knownUntil(0, noon + 6 * MINUTE);
    tell([{ ...bar(0), c: 'soon' }, bar(5)]);
    await poll(noon + 6 * MINUTE);
    const { done, questions } = await state();
    expect(done['candles BTC']).toBe(noon);
    expect(questions['candles BTC']?.error).toBe(
      '1 rows could not be read: gate c: expected a number, got "soon"',
    );
    await poll(noon + 11 * MINUTE);
    expect((await state()).done['candles BTC']).toBe(noon + 10 * MINUTE);
    expect(await minutesOf('SELECT time FROM candles')).toEqual([5]);
    expect(await rows('SELECT count(*) AS n FROM rejects')).toEqual([{ n: 1 }]);
  });

  test('a full page of which nothing can ever be read is given up in the end', async () => {
    const late = noon + 1_999 * 5 * MINUTE + HOUR;
    await knownUntil(0, late);
    tell([{ o: '100' }]);
    let at = late;
    for (let tries = 0; tries < 12; tries++, at += HOUR) await poll(at);
    expect((await state()).done['candles BTC']).toBeGreaterThanOrEqual(noon + 1_999 * 5 * MINUTE);
    expect(await rows('SELECT count(*) AS n FROM rejects')).toEqual([{ n: 1 }]);
  });

  test('a run notes no more than twenty of the rows it set aside', async () => {
    await knownUntil(0, noon + 6 * HOUR);
    tell(Array.from({ length: 70 }, (_, i) => ({ ...bar(5 * i), ...(i < 60 && { c: `${200 + i}` }) })));
    await poll(noon + 6 * HOUR);
    expect(await rows('SELECT count(*) AS n FROM rejects')).toEqual([{ n: 20 }]);
    expect(await rows('SELECT count(*) AS n FROM candles')).toEqual([{ n: 10 }]);
  });
});

describe('lists', () => {
  const contract = {
    name: 'BTC_USDT',
    quanto_multiplier: '0.0001',
    position_size: 40_000,
    mark_price: '100',
  };

  test('a contract that cannot be read is left out of the list alone', async () => {
    venue.broken.set('contracts', () =>
      Response.json([contract, { name: 'ETH_USDT', quanto_multiplier: null }, { name: 'X_USDT' }]),
    );
    await poll(noon + MINUTE);
    expect(await rows('SELECT instrument FROM instruments')).toEqual([{ instrument: 'BTC_USDT' }]);
    expect(await rows('SELECT payload FROM rejects ORDER BY payload')).toEqual([
      { payload: '{"name":"ETH_USDT","quanto_multiplier":null}' },
      { payload: '{"name":"X_USDT"}' },
    ]);
    expect(await rows('SELECT count(*) > 0 AS some FROM candles')).toEqual([{ some: 1 }]);
  });

  test.each([
    [
      'nothing of which can be read',
      [{ name: 'BTC_USDT' }],
      '1 rows could not be read: gate quanto_multiplier',
    ],
    ['that is empty', [], 'expected contracts, got an empty list'],
  ])('a list %s is not believed: what was known stays, and the question fails', async (_, list, error) => {
    await knownUntil(5, noon + 6 * MINUTE);
    const stored = await state();
    stored.done.instruments = noon - 2 * DAY;
    await env.DB.batch(
      savePollStates(env.DB, [{ exchange: 'gate', time: noon, state: JSON.stringify(stored) }]),
    );
    venue.broken.set('contracts', () => Response.json(list));
    await poll(noon + 6 * MINUTE);
    const { instruments, questions } = await state();
    expect(instruments).toEqual({ BTC: 'BTC_USDT' });
    expect(questions.instruments?.error).toContain(error);
  });
});

test('margin tiers of which one cannot be are all left out, and asked for again', async () => {
  venue.broken.set('risk_limit_tiers', () =>
    Response.json([
      { risk_limit: '1000', maintenance_rate: '0.005', leverage_max: '100' },
      { risk_limit: '5000', maintenance_rate: '50', leverage_max: '50' },
    ]),
  );
  await poll(noon + MINUTE);
  expect(await rows('SELECT * FROM margin_tiers')).toEqual([]);
  expect((await state()).questions['tiers BTC']?.error).toContain('maintenanceMarginRate: expected');
});
