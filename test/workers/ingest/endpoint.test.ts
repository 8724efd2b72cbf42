import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test } from 'vitest';
import { MINUTE } from '../../../schema/range.ts';
import type { IngestReceipt } from '../../../workers/ingest/batch.ts';
import { createSender, postBatch } from '../../../workers/ingest/post-batch.ts';
import { RELAY_SECRET, RELAY_TARGET, relayedEvent, scriptedRelay } from '../../support/scripted-relay.ts';

const now = Date.UTC(2026, 0, 5, 12);
const event = relayedEvent(now);
const { toEndpoint, send } = scriptedRelay({ db: env.DB, now });

beforeEach(async () => {
  for (const table of ['liquidations', 'liquidation_bars', 'candles', 'relays', 'feed_coverage', 'rejects'])
    await env.DB.exec(`DELETE FROM ${table}`);
});

describe('a batch that a relay posts', () => {
  test('is stored whole', async () => {
    const candle = { symbol: 'BTC', exchange: 'binance', time: now - 300_000, step: 300_000 } as const;
    const receipt = await postBatch(
      RELAY_TARGET,
      RELAY_SECRET,
      {
        liquidations: [event],
        candles: [{ ...candle, open: 2, high: 4, low: 1, close: 3, volume: 10 }],
        coverage: [
          { exchange: 'binance', feed: 'usd-m', time: now - MINUTE, seconds: 60, events: 1 },
          {
            exchange: 'binance',
            feed: 'usd-m',
            time: now - 2 * MINUTE,
            seconds: 60,
            events: 0,
            repaired: true,
          },
        ],
        rejects: [{ source: 'binance', time: now, reason: 'p: expected a number', payload: '{}' }],
      },
      { now: () => now, fetch: toEndpoint(), sender: createSender() },
    );
    expect(receipt.accepted).toEqual({ liquidations: 1, candles: 1, coverage: 2, rejects: 1 });
    expect(receipt.newLiquidations).toBe(1);
    expect(await env.DB.prepare('SELECT close, buy_volume FROM candles').first()).toEqual({
      close: 3,
      buy_volume: null,
    });
    expect(await env.DB.prepare('SELECT notional_usd FROM liquidations').first('notional_usd')).toBe(25_000);
    expect(await env.DB.prepare('SELECT long_usd FROM liquidation_bars').first('long_usd')).toBe(25_000);
    expect(await env.DB.prepare('SELECT minutes FROM feed_coverage').first('minutes')).toBe(
      '{"58":[60,0,null,1],"59":[60,1,null]}',
    );
    expect(await env.DB.prepare('SELECT reason FROM rejects').first('reason')).toBe('p: expected a number');
  });

  test('sent again, signed anew, changes nothing', async () => {
    const sender = createSender();
    const post = () =>
      postBatch(
        RELAY_TARGET,
        RELAY_SECRET,
        { liquidations: [event] },
        { now: () => now, fetch: toEndpoint(), sender },
      );
    expect((await post()).newLiquidations).toBe(1);
    const again = await post();
    expect(again.newLiquidations).toBe(0);
    expect(again.rowsWritten).toBe(0);
    expect(await env.DB.prepare('SELECT sum(count) AS n FROM liquidation_bars').first('n')).toBe(1);
  });

  test('of events too old to be told from pruned ones is refused into rejects, whoever told of them', async () => {
    const old = { ...event, time: now - 30 * 86_400_000 };
    const answer = await send(JSON.stringify({ liquidations: [old], secondHand: [{ ...old, id: 'b' }] }));
    const { accepted, refused, newLiquidations } = await answer.json<IngestReceipt>();
    expect([accepted, newLiquidations]).toEqual([{ liquidations: 0, secondHand: 0 }, 0]);
    expect([refused?.liquidations?.rows, refused?.secondHand?.rows]).toEqual([1, 1]);
    const { results } = await env.DB.prepare('SELECT reason FROM rejects ORDER BY id').all();
    expect(results.map(({ reason }) => reason)).toEqual([
      'liquidations.time: expected one of the last 29 days, got 2025-12-06T12:00:00.000Z',
      'secondHand.time: expected one of the last 29 days, got 2025-12-06T12:00:00.000Z',
    ]);
  });
});

describe('a batch of which some rows are not what they should be', () => {
  const candle = { symbol: 'BTC', exchange: 'okx', time: now - 300_000, step: 300_000 } as const;
  const prices = { open: 100, high: 101, low: 99, close: 100, volume: 10 };
  const minute = { exchange: 'okx', feed: 'public', time: now - MINUTE, seconds: 60, events: 1 } as const;

  test('is stored but for these, which are kept as rejects, and its receipt names them', async () => {
    const answer = await send(
      JSON.stringify({
        liquidations: [
          { ...event, id: 'a', side: 'buy' },
          event,
          { ...event, id: 'b', time: now + 86_400_000 },
        ],
        candles: [
          { ...candle, ...prices, close: 102 },
          { ...candle, ...prices, time: now - 600_000 },
        ],
        coverage: [minute, { ...minute, seconds: 61 }],
        trades: [{ price: 1 }],
      }),
    );
    expect(answer.status).toBe(200);
    const { accepted, refused, newLiquidations } = await answer.json<IngestReceipt>();
    expect(accepted).toEqual({ liquidations: 1, candles: 1, coverage: 1 });
    expect(newLiquidations).toBe(1);
    expect(Object.entries(refused ?? {}).map(([part, { rows }]) => [part, rows])).toEqual([
      ['liquidations', 2],
      ['candles', 1],
      ['coverage', 1],
      ['batch', 1],
    ]);
    expect(refused?.liquidations?.reasons).toEqual([
      'liquidations.side: expected one of long, short, got "buy"',
      'liquidations.time: expected no later than 2026-01-05T12:10:00.000Z, got 2026-01-06T12:00:00.000Z',
    ]);
    expect(await env.DB.prepare('SELECT id FROM liquidations').all()).toMatchObject({
      results: [{ id: event.id }],
    });
    expect(await env.DB.prepare('SELECT time FROM candles').first('time')).toBe(now - 600_000);
    expect(await env.DB.prepare('SELECT minutes FROM feed_coverage').first('minutes')).toBe(
      '{"59":[60,1,null]}',
    );
    const { results } = await env.DB.prepare('SELECT source, reason, payload FROM rejects ORDER BY id').all();
    expect(results.map(({ source, reason }) => `${source} ${reason}`)).toEqual([
      'binance liquidations.side: expected one of long, short, got "buy"',
      'binance liquidations.time: expected no later than 2026-01-05T12:10:00.000Z, got 2026-01-06T12:00:00.000Z',
      'okx candles.high: expected at least 102 (the close), got 101',
      'okx coverage.seconds: expected a number of at least 0 and at most 60, got 61',
      expect.stringMatching(/^ingest batch: expected parts .*, got "trades"$/),
    ]);
    expect(results[0]?.payload).toBe(JSON.stringify({ ...event, id: 'a', side: 'buy' }));
  });

  test('keeps the events beside a message of 12 kB that nobody could read, or an empty one', async () => {
    const reject = { source: 'binance', time: now, reason: 'p: expected a number' };
    const answer = await send(
      JSON.stringify({
        liquidations: [event],
        rejects: [
          { ...reject, payload: 'x'.repeat(12_000) },
          { ...reject, payload: '' },
        ],
      }),
    );
    const { accepted, refused } = await answer.json<IngestReceipt>();
    expect([accepted, refused]).toEqual([{ liquidations: 1, rejects: 2 }, undefined]);
    expect(await env.DB.prepare('SELECT sum(length(payload)) AS n FROM rejects').first('n')).toBe(500);
  });

  test('is taken where none is left', async () => {
    const answer = await send(JSON.stringify({ candles: [1, 2] }));
    expect(answer.status).toBe(200);
    expect((await answer.json<IngestReceipt>()).accepted).toEqual({ candles: 0 });
  });
});

test('a client says what came when the target refuses, and whether to try again', async () => {
  const post = (fetch: typeof globalThis.fetch) =>
    postBatch(RELAY_TARGET, 'guess', {}, { now: () => now, fetch, sender: createSender() });
  await expect(post(toEndpoint())).rejects.toMatchObject({ status: 401, retry: true });
  await expect(post(async () => new Response('no', { status: 400 }))).rejects.toMatchObject({
    message: 'POST https://heatmap.test/ingest: expected 200, got 400 no',
    retry: false,
  });
  await expect(post(() => Promise.reject(new TypeError('refused')))).rejects.toMatchObject({ retry: true });
});
