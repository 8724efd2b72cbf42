import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Liquidation } from '../../../schema/market.ts';
import { MINUTE } from '../../../schema/range.ts';
import type { Problem } from '../../../schema/wire.ts';
import type { IngestReceipt } from '../../../workers/ingest/batch.ts';
import { BATCH_LIMITS } from '../../../workers/ingest/batch-limits.ts';
import { INGEST_PATH, ingest } from '../../../workers/ingest/endpoint.ts';
import { createSender, postBatch } from '../../../workers/ingest/post-batch.ts';
import { sign } from '../../../workers/ingest/sign.ts';

const SECRET = 'a secret of the test';
const now = Date.UTC(2026, 0, 5, 12);
const target = 'https://heatmap.test';

const event: Liquidation = {
  exchange: 'binance',
  instrument: 'BTCUSDT',
  symbol: 'BTC',
  side: 'long',
  price: 50_000,
  priceKind: 'fill',
  quantity: 0.5,
  notionalUsd: 25_000,
  time: now - 30_000,
  id: 'BTCUSDT|1',
};

/** The endpoint, as a relay's fetch. */
const toEndpoint =
  (clock = now, patience = 60_000) =>
  (input: RequestInfo | URL, init?: RequestInit) =>
    ingest(new Request(input, init), { DB: env.DB, RELAY_SECRET: SECRET }, { now: clock, patience });

async function headersOf(
  body: string,
  { time = now, relay = 'r', secret = SECRET, signature = '' } = {},
): Promise<Record<string, string>> {
  return {
    'x-relay': relay,
    'x-relay-time': String(time),
    'x-relay-signature': signature || (await sign(secret, { relay, time, body })),
  };
}

async function send(
  body: string,
  { method = 'POST', ...signing }: { method?: string } & Parameters<typeof headersOf>[1] = {},
): Promise<Response> {
  const headers = await headersOf(body, signing);
  return toEndpoint()(`${target}${INGEST_PATH}`, { method, headers, ...(method === 'POST' && { body }) });
}

/** A body that tells how much of it was read, piece by piece; it never ends unless it is told to. */
function pieces(texts: readonly string[], { ends = true } = {}) {
  const read = { pieces: 0, cancelled: false };
  const waiting = texts.map(text => new TextEncoder().encode(text));
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = waiting[read.pieces];
        if (next) {
          read.pieces++;
          controller.enqueue(next);
        } else if (ends) controller.close();
        else await new Promise(() => {});
      },
      cancel() {
        read.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, read };
}

/** Posts such a body. */
const stream = (body: ReadableStream<Uint8Array>, headers: Record<string, string>, patience?: number) =>
  toEndpoint(now, patience)(`${target}${INGEST_PATH}`, {
    ...{ method: 'POST', headers, body, duplex: 'half' },
  } as RequestInit);

const refusal = async (answer: Response) => {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const { status, title } = await answer.json<Problem>();
  expect(status).toBe(answer.status);
  return `${status} ${title}`;
};

beforeEach(async () => {
  for (const table of ['liquidations', 'liquidation_bars', 'candles', 'relays', 'feed_coverage', 'rejects'])
    await env.DB.exec(`DELETE FROM ${table}`);
});

describe('a batch that a relay posts', () => {
  test('is stored whole', async () => {
    const candle = { symbol: 'BTC', exchange: 'binance', time: now - 300_000, step: 300_000 } as const;
    const receipt = await postBatch(
      target,
      SECRET,
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
      postBatch(target, SECRET, { liquidations: [event] }, { now: () => now, fetch: toEndpoint(), sender });
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

describe('the endpoint refuses', () => {
  test('everything where no secret is set, as if it were not there', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const answer = await ingest(new Request(`${target}/ingest`, { method }), { DB: env.DB }, { now });
      expect(await refusal(answer)).toBe('404 Not Found');
    }
  });

  test('another method', async () => {
    expect(await refusal(await send('', { method: 'GET' }))).toBe('405 Method not allowed');
  });

  test('another secret, another body, another time and another sender than was signed', async () => {
    const body = '{}';
    const signature = await sign(SECRET, { relay: 'r', time: now, body });
    expect(await refusal(await send(body, { secret: 'guess' }))).toBe('401 Wrong signature');
    expect(await refusal(await send('{ }', { signature }))).toBe('401 Wrong signature');
    expect(await refusal(await send(body, { signature, time: now + 1 }))).toBe('401 Wrong signature');
    expect(await refusal(await send(body, { signature, relay: 's' }))).toBe('401 Wrong signature');
    expect((await send(body, { signature })).status).toBe(200);
  });

  test('what does not look signed, whatever is in it', async () => {
    expect(await refusal(await send('{}', { signature: 'xyz' }))).toBe('401 Not signed');
    expect(await refusal(await send('{}', { relay: 'line break' }))).toBe('401 Not signed');
    expect(await refusal(await send('{}', { time: 1.5 }))).toBe('401 Not signed');
    expect(await refusal(await send('{}', { time: Number.NaN }))).toBe('401 Not signed');
    const unsigned = await toEndpoint()(`${target}${INGEST_PATH}`, { method: 'POST', body: '{}' });
    expect(await refusal(unsigned)).toBe('401 Not signed');
  });

  test('a signature older or newer than five minutes', async () => {
    expect(await refusal(await send('{}', { time: now - 300_001 }))).toBe('401 Stale signature');
    expect(await refusal(await send('{}', { time: now + 300_001 }))).toBe('401 Stale signature');
    expect((await send('{}', { time: now - 300_000 })).status).toBe(200);
  });

  test('a replay, and what was signed before the last accepted batch', async () => {
    const body = JSON.stringify({ liquidations: [event] });
    expect((await send(body)).status).toBe(200);
    expect(await refusal(await send(body))).toBe('401 Replay');
    expect(await refusal(await send(body, { time: now - 1 }))).toBe('401 Replay');
    expect((await send(body, { time: now - 1, relay: 'another' })).status).toBe(200);
  });

  test('by its headers alone what they tell, before anything of a body is read', async () => {
    const body = '{}';
    for (const [headers, title] of [
      [{}, '401 Not signed'],
      [await headersOf(body, { relay: 'line break' }), '401 Not signed'],
      [await headersOf(body, { signature: 'xyz' }), '401 Not signed'],
      [await headersOf(body, { time: now - 300_001 }), '401 Stale signature'],
      [await headersOf(body, { time: now + 300_001 }), '401 Stale signature'],
      [{ ...(await headersOf(body)), 'content-length': '4000001' }, '413 Batch too large'],
    ] as const) {
      const given = pieces([body]);
      expect(await refusal(await stream(given.body, headers))).toBe(title);
      expect(given.read.pieces, title).toBe(0);
    }
  });

  test('a body that is too long, however its length is announced, without reading it to its end', async () => {
    expect(await refusal(await send(' '.repeat(BATCH_LIMITS.bytes + 1)))).toBe('413 Batch too large');
    const piece = ' '.repeat(1_000_000);
    const given = pieces([piece, piece, piece, piece, piece, piece]);
    expect(await refusal(await stream(given.body, await headersOf('{}')))).toBe('413 Batch too large');
    expect(given.read).toEqual({ pieces: 5, cancelled: true });
  });

  test('a body that does not come to its end', async () => {
    const given = pieces(['{'], { ends: false });
    expect(await refusal(await stream(given.body, await headersOf('{}'), 50))).toBe('408 Batch too slow');
    expect(given.read.cancelled).toBe(true);
  });

  test.each([
    ['no JSON', '{', 'batch: expected JSON, got "{"'],
    ['a list', '[]', 'batch: expected an object, got []'],
  ])('%s, which is no batch at all', async (_, body, detail) => {
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(await answer.json<Problem>()).toMatchObject({ title: 'Not a batch', parameter: 'batch', detail });
  });
});

test('a body that comes piece by piece is taken as it was signed', async () => {
  const body = JSON.stringify({ liquidations: [{ ...event, instrument: 'BTC中USDT' }] });
  // In the middle of a character as well.
  const bytes = new TextEncoder().encode(body);
  const source = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 7) controller.enqueue(bytes.slice(at, at + 7));
      controller.close();
    },
  });
  expect((await stream(source, await headersOf(body))).status).toBe(200);
  expect(await env.DB.prepare('SELECT instrument FROM liquidations').first('instrument')).toBe('BTC中USDT');
});

test('a client says what came when the target refuses, and whether to try again', async () => {
  const post = (fetch: typeof globalThis.fetch) =>
    postBatch(target, 'guess', {}, { now: () => now, fetch, sender: createSender() });
  await expect(post(toEndpoint())).rejects.toMatchObject({ status: 401, retry: true });
  await expect(post(async () => new Response('no', { status: 400 }))).rejects.toMatchObject({
    message: 'POST https://heatmap.test/ingest: expected 200, got 400 no',
    retry: false,
  });
  await expect(post(() => Promise.reject(new TypeError('refused')))).rejects.toMatchObject({ retry: true });
});
