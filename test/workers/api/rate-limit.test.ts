import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import { app } from '../../../workers/api/app.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { takeIn } from '../../support/symbol-record.ts';
import { environment } from './market.ts';

const start = Date.UTC(2024, 7, 5);
let PUBLIC_ORIGIN = '';

beforeEach(async () => {
  PUBLIC_ORIGIN = `https://${crypto.randomUUID()}.test`;
  await clearMarkets(env.DB);
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'binance' }, flatCandles(start, HOUR, 24, 50_000));
  await takeIn();
});

/** A binding that lets each key through so many times, as the platform's does within its period. */
function limiter(most: number): RateLimit {
  const counts = new Map<string, number>();
  return {
    limit: async ({ key }) => {
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return { success: (counts.get(key) ?? 0) <= most };
    },
  };
}

const asker =
  (MISSES?: RateLimit) =>
  (path: string, address?: string): Promise<Response> | Response =>
    app.request(
      PUBLIC_ORIGIN + path,
      { headers: address === undefined ? {} : { 'CF-Connecting-IP': address } },
      environment('replay', { PUBLIC_ORIGIN, ...(MISSES && { MISSES }) }),
    );

test('an address that has too much computed is told when to come again', async () => {
  const ask = asker(limiter(2));
  expect((await ask('/v1/map?symbol=NOPE', '203.0.113.7')).status).toBe(404);
  expect((await ask('/v1/heatmap?symbol=BTC', '203.0.113.7')).status).toBe(200);
  const refused = await ask('/v1/history?symbol=BTC', '203.0.113.7');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('Retry-After')).toBe('60');
  expect(refused.headers.get('Cache-Control')).toBe('no-store');
  expect(refused.headers.get('Content-Type')).toBe('application/problem+json');
  expect(refused.headers.get('Access-Control-Allow-Origin')).toBe('*');
  expect(await refused.json()).toEqual({
    type: 'about:blank',
    title: 'Too Many Requests',
    status: 429,
    detail:
      'too many different answers for one address: 600 a minute that no cache holds; what a cache holds is not counted',
  });
  expect((await ask('/v1/history?symbol=BTC', '203.0.113.8')).status).toBe(200);
});

test('what is kept is not counted, nor a symbol that is known not to exist', async () => {
  const ask = asker(limiter(2));
  await ask('/v1/heatmap?symbol=BTC', '203.0.113.7');
  await ask('/v1/heatmap?symbol=NOPE', '203.0.113.7');
  for (let i = 0; i < 5; i++) {
    expect((await ask(`/v1/heatmap?symbol=BTC&since=${i}`, '203.0.113.7')).status).toBe(200);
    expect((await ask('/v1/heatmap?symbol=NOPE&range=7d', '203.0.113.7')).status).toBe(404);
  }
});

test('what is kept for nobody is counted each time', async () => {
  const address = { headers: { 'CF-Connecting-IP': '203.0.113.7' } };
  const asked = environment('replay', { MISSES: limiter(1) });
  const ask = () =>
    app.request('https://some.test/v1/oembed?url=https://some.test/embed/BTC', address, asked);
  expect((await ask()).status).toBe(200);
  expect((await ask()).status).toBe(429);
});

test('without the binding, an address, or for the machine itself, nothing is counted', async () => {
  expect((await asker()('/v1/map?symbol=BTC', '203.0.113.7')).status).not.toBe(429);
  const closed = asker(limiter(0));
  expect((await closed('/v1/heatmap?symbol=BTC')).status).toBe(200);
  expect((await closed('/v1/history?symbol=BTC', '127.0.0.1')).status).toBe(200);
  expect((await closed('/v1/status', '::1')).status).toBe(200);
});

test('wrangler.toml binds a limit of 600 a minute', async () => {
  const { MISSES } = env as { MISSES?: RateLimit };
  const key = crypto.randomUUID();
  let allowed = 0;
  // Its minutes are those of the clock: from one into the next, twice as many are let through.
  while (allowed <= 1200 && (await MISSES?.limit({ key }))?.success) allowed++;
  expect(allowed).toBeGreaterThanOrEqual(600);
  expect(allowed).toBeLessThanOrEqual(1200);
});
