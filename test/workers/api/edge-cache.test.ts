import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import { app } from '../../../workers/api/app.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { takeIn } from '../../support/symbol-record.ts';
import { environment, withoutDatabase } from './market.ts';

const start = Date.UTC(2024, 7, 5);
/** What answers are kept under: a new one for each test. */
let origin = '';

beforeEach(async () => {
  // What fails here is meant to.
  for (const method of ['error', 'warn'] as const)
    vi.spyOn(console, method).mockImplementation(() => undefined);
  origin = `https://${crypto.randomUUID()}.test`;
  await clearMarkets(env.DB);
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'binance' }, flatCandles(start, HOUR, 24, 50_000));
  await takeIn();
});

afterEach(() => {
  vi.restoreAllMocks();
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

test('equal questions share one answer, however they are written', async () => {
  await first('/v1/heatmap?symbol=BTC');
  for (const same of [
    '/v1/heatmap?symbol=btc',
    '/v1/heatmap?range=24H&symbol=BTC',
    '/v1/heatmap?symbol=Btc&format=json&exchange=ALL&range=24h',
  ])
    expect((await again(same)).status).toBe(200);
  expect((await again('/v1/heatmap?symbol=BTC&range=3d')).status).toBe(503);
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
    expect(response.headers.get('Cache-Control')).toContain('max-age=');
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

test('no answer carries s-maxage, beside which caches ignore that it may be given while the Worker fails', async () => {
  for (const path of ['/v1/symbols', '/v1/heatmap?symbol=BTC', '/v1/snapshot/BTC.txt', '/docs', '/embed/BTC'])
    expect((await first(path)).headers.get('Cache-Control')).toMatch(
      /^public, max-age=\d+, stale-while-revalidate=\d+, stale-if-error=86400$/,
    );
});

test('what the cache is told of an answer is told to nobody else', async () => {
  for (const ask of [first, again]) {
    const { headers } = await ask('/v1/symbols');
    expect([...headers.keys()].filter(name => name.startsWith('x-'))).toEqual(['x-content-type-options']);
    expect(headers.get('Cache-Control')).toContain('max-age=300,');
  }
});

test('an unknown symbol is refused for a minute without the database, whatever is asked of it', async () => {
  expect((await first('/v1/heatmap?symbol=NOPE')).status).toBe(404);
  for (const path of [
    '/v1/heatmap?symbol=nope&range=7d',
    '/v1/history?symbol=NOPE',
    '/v1/snapshot/nope.png',
  ]) {
    const refused = await again(path);
    expect(refused.status).toBe(404);
    expect(refused.headers.get('Cache-Control')).toBe('public, max-age=60');
    expect(await refused.json()).toMatchObject({ parameter: 'symbol', expected: 'one of BTC', got: 'NOPE' });
  }
});

test('other refusals are not kept', async () => {
  expect((await first('/v1/heatmap?symbol=BTC&exchange=okx')).status).toBe(404);
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'okx' }, flatCandles(start, HOUR, 24, 50_000));
  await takeIn();
  expect((await first('/v1/heatmap?symbol=BTC&exchange=okx')).status).toBe(200);
});

test('an answer is kept behind the response, not before it', async () => {
  let release = () => {};
  const gate = new Promise<void>(done => {
    release = done;
  });
  const put = caches.default.put.bind(caches.default);
  vi.spyOn(caches.default, 'put').mockImplementation(async (key, response) => {
    await gate;
    return put(key, response);
  });
  const behind: Promise<unknown>[] = [];
  const context = { waitUntil: (work: Promise<unknown>) => behind.push(work) } as unknown as ExecutionContext;
  const asked = environment('replay', { PUBLIC_ORIGIN: origin });
  expect((await app.request(`${origin}/v1/symbols`, {}, asked, context)).status).toBe(200);
  // Meanwhile it is shared as it is.
  expect((await again('/v1/symbols')).status).toBe(200);
  release();
  expect(behind).toHaveLength(1);
  await Promise.all(behind);
  expect((await again('/v1/symbols')).headers.has('Age')).toBe(true);
});
