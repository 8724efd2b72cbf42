import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import { beforeEach, expect, test, vi } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import { app } from '../../../workers/api/app.ts';
import { edgeCache } from '../../../workers/api/edge-cache.ts';
import { secondsFresh } from '../../../workers/api/freshness.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { environment, withoutDatabase } from './market.ts';

const start = Date.UTC(2024, 7, 5);
/** What answers are kept under: a new one for each test. */
let origin = '';

beforeEach(async () => {
  origin = `https://${crypto.randomUUID()}.test`;
  await clearMarkets(env.DB);
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'binance' }, flatCandles(start, HOUR, 24, 50_000));
});

const first = (path: string, init?: RequestInit) =>
  app.request(origin + path, init, environment('replay', { PUBLIC_ORIGIN: origin }));
const again = (path: string, init?: RequestInit) =>
  app.request(origin + path, init, withoutDatabase({ PUBLIC_ORIGIN: origin }));

test.each(['/v1/symbols', '/v1/heatmap?symbol=BTC', '/v1/history?symbol=BTC', '/v1/status'])(
  '%s is answered a second time without the database',
  async path => {
    const fresh = await first(path);
    const kept = await again(path);
    expect(kept.status).toBe(200);
    expect(await kept.text()).toBe(await fresh.text());
    expect(kept.headers.get('ETag')).toBe(fresh.headers.get('ETag'));
    expect(kept.headers.get('Date')).toBe(fresh.headers.get('Date'));
    expect(Number(kept.headers.get('Age'))).toBeGreaterThanOrEqual(0);
    expect(fresh.headers.has('Age')).toBe(false);
    expect(kept.headers.get('Access-Control-Allow-Origin')).toBe('*');
  },
);

test('an answer that has outlived its time is asked for anew', async () => {
  const minutes = (count: number) => () => Date.now() + count * 60_000;
  const asked = (now: () => number, answer: string) =>
    new Hono<{ Variables: { canonicalUrl: string } }>()
      .use(async (c, next) => {
        c.set('canonicalUrl', `${origin}/clock`);
        await next();
      })
      .use(edgeCache(now))
      .get('/', c =>
        c.text(answer, 200, {
          Date: new Date().toUTCString(),
          'Cache-Control': 's-maxage=30, stale-if-error=86400',
        }),
      )
      .request('/');
  expect(await (await asked(minutes(0), 'first')).text()).toBe('first');
  expect(await (await asked(minutes(0), 'second')).text()).toBe('first');
  expect(await (await asked(minutes(2), 'third')).text()).toBe('third');
});

test('equal questions share one answer, however they are written', async () => {
  await first('/v1/heatmap?symbol=BTC');
  for (const same of [
    '/v1/heatmap?symbol=btc',
    '/v1/heatmap?range=24H&symbol=BTC',
    '/v1/heatmap?symbol=Btc&format=json&exchange=ALL&range=24h',
  ])
    expect((await again(same)).status).toBe(200);
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  expect((await again('/v1/heatmap?symbol=BTC&range=3d')).status).toBe(500);
  logged.mockRestore();
});

test('a HEAD is answered from what a GET left, without a body', async () => {
  const fresh = await first('/v1/heatmap?symbol=BTC');
  const head = await again('/v1/heatmap?symbol=BTC', { method: 'HEAD' });
  expect(head.status).toBe(200);
  expect(await head.text()).toBe('');
  for (const name of ['Content-Type', 'ETag', 'Cache-Control'])
    expect(head.headers.get(name)).toBe(fresh.headers.get(name));
});

test('a GET is answered from what a HEAD left, with the body', async () => {
  await first('/v1/symbols', { method: 'HEAD' });
  expect(await (await again('/v1/symbols')).json()).toMatchObject({ symbols: [{ symbol: 'BTC' }] });
});

test('who holds the answer gets a 304 without a body, fresh or kept', async () => {
  const tag = (await first('/v1/heatmap?symbol=BTC')).headers.get('ETag') as string;
  expect(tag).toMatch(/^"[\w-]{22}"$/);
  for (const held of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
    const response = await again('/v1/heatmap?symbol=BTC', { headers: { 'If-None-Match': held } });
    expect(response.status).toBe(304);
    expect(await response.text()).toBe('');
    expect(response.headers.get('ETag')).toBe(tag);
    expect(response.headers.get('Cache-Control')).toContain('s-maxage=');
    expect(response.headers.get('Content-Type')).toBeNull();
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
  }
  const other = await again('/v1/heatmap?symbol=BTC', { headers: { 'If-None-Match': '"other"' } });
  expect(other.status).toBe(200);
  origin = `https://${crypto.randomUUID()}.test`;
  const uncached = await first('/v1/heatmap?symbol=BTC', { headers: { 'If-None-Match': tag } });
  expect(uncached.status).toBe(304);
  expect((await again('/v1/heatmap?symbol=BTC')).status).toBe(200);
});

test('equal data make an equal answer, though it was made at another time', async () => {
  const one = await first('/v1/heatmap?symbol=BTC');
  origin = `https://${crypto.randomUUID()}.test`;
  const two = await first('/v1/heatmap?symbol=BTC');
  expect(two.headers.get('ETag')).toBe(one.headers.get('ETag'));
});

test('errors are not kept', async () => {
  expect((await first('/v1/heatmap?symbol=ETH')).status).toBe(404);
  await seedCandles(env.DB, { symbol: 'ETH', exchange: 'binance' }, flatCandles(start, HOUR, 24, 3_000));
  expect((await first('/v1/heatmap?symbol=ETH')).status).toBe(200);
});

test('live answers hold until five seconds after the next minute, recorded ones for five minutes', () => {
  const minute = Date.UTC(2026, 0, 1);
  expect(secondsFresh('live', minute + 5_000)).toBe(60);
  expect(secondsFresh('live', minute + 50_000)).toBe(15);
  expect(secondsFresh('live', minute + 4_001)).toBe(1);
  expect(secondsFresh('simulated', minute + 50_000)).toBe(15);
  expect(secondsFresh('replay', minute + 50_000)).toBe(300);
  expect(secondsFresh('replay', minute, false)).toBe(2);
  expect(secondsFresh('live', minute + 50_000, false)).toBe(15);
});
