import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Problem } from '../../../schema/answer/problem.ts';
import { BATCH_LIMITS } from '../../../workers/ingest/batch-limits.ts';
import { INGEST_PATH, ingest } from '../../../workers/ingest/endpoint.ts';
import { sign } from '../../../workers/ingest/sign.ts';
import {
  bodyInPieces,
  RELAY_SECRET,
  RELAY_TARGET,
  relayedEvent,
  scriptedRelay,
} from '../../support/scripted-relay.ts';

const now = Date.UTC(2026, 0, 5, 12);
const event = relayedEvent(now);
const { toEndpoint, headersOf, send, stream } = scriptedRelay({ db: env.DB, now });

const refusal = async (answer: Response) => {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  const { status, title } = await answer.json<Problem>();
  expect(status).toBe(answer.status);
  return `${status} ${title}`;
};

beforeEach(async () => {
  for (const table of ['liquidations', 'liquidation_bars', 'relays', 'rejects'])
    await env.DB.exec(`DELETE FROM ${table}`);
});

describe('the endpoint refuses', () => {
  test('everything where no secret is set, as if it were not there', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const answer = await ingest(new Request(`${RELAY_TARGET}/ingest`, { method }), { DB: env.DB }, { now });
      expect(await refusal(answer)).toBe('404 Not Found');
    }
  });

  test('another method', async () => {
    expect(await refusal(await send('', { method: 'GET' }))).toBe('405 Method not allowed');
  });

  test('another secret, another body, another time and another sender than was signed', async () => {
    const body = '{}';
    const signature = await sign(RELAY_SECRET, { relay: 'r', time: now, body });
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
    const unsigned = await toEndpoint()(`${RELAY_TARGET}${INGEST_PATH}`, { method: 'POST', body: '{}' });
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
      const given = bodyInPieces([body]);
      expect(await refusal(await stream(given.body, headers))).toBe(title);
      expect(given.read.pieces, title).toBe(0);
    }
  });

  test('a body that is too long, however its length is announced, without reading it to its end', async () => {
    expect(await refusal(await send(' '.repeat(BATCH_LIMITS.bytes + 1)))).toBe('413 Batch too large');
    const piece = ' '.repeat(1_000_000);
    const given = bodyInPieces([piece, piece, piece, piece, piece, piece]);
    expect(await refusal(await stream(given.body, await headersOf('{}')))).toBe('413 Batch too large');
    expect(given.read).toEqual({ pieces: 5, cancelled: true });
  });

  test('a body that does not come to its end', async () => {
    const given = bodyInPieces(['{'], { ends: false });
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
