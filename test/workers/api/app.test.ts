import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Problem } from '../../../schema/answer/problem.ts';
import { HOUR } from '../../../schema/range.ts';
import { app } from '../../../workers/api/app.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { ask, environment, withoutDatabase } from './market.ts';

beforeEach(async () => {
  await clearMarkets(env.DB);
  const start = Date.UTC(2024, 7, 5);
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'binance' }, flatCandles(start, HOUR, 24, 50_000));
  await seedCandles(env.DB, { symbol: 'ETH', exchange: 'okx' }, flatCandles(start, HOUR, 24, 3_000));
});

afterEach(() => {
  vi.restoreAllMocks();
});

async function problemOf(path: string, init?: RequestInit, kept = 'no-store'): Promise<Problem> {
  const response = await ask(path, init);
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(response.headers.get('Cache-Control')).toBe(kept);
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
  const problem = await response.json<Problem>();
  expect(problem.status).toBe(response.status);
  return problem;
}

test('a missing symbol is told with the symbols there are', async () => {
  expect(await problemOf('/v1/heatmap')).toEqual({
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    detail: 'symbol: expected one of BTC, ETH, got nothing',
    parameter: 'symbol',
    expected: 'one of BTC, ETH',
  });
});

test('an unknown symbol is a 404 that lists the symbols there are', async () => {
  expect(await problemOf('/v1/history?symbol=NOPE', {}, 'public, max-age=60')).toMatchObject({
    status: 404,
    parameter: 'symbol',
    expected: 'one of BTC, ETH',
    got: 'NOPE',
  });
});

test('an empty store says that nothing is stored yet', async () => {
  await clearMarkets(env.DB);
  const { detail } = await problemOf('/v1/heatmap?symbol=BTC', {}, 'public, max-age=60');
  expect(detail).toBe('symbol: expected a symbol with data; none is stored yet, got "BTC"');
});

test('an exchange without the symbol is a 404 that lists those that have it', async () => {
  const { status, detail } = await problemOf('/v1/heatmap?symbol=ETH&exchange=binance');
  expect(status).toBe(404);
  expect(detail).toBe('exchange: expected one of all, okx for ETH, got "binance"');
});

test.each([
  ['symbol=BTC&range=2h', 'range', '2h', 'one of 12h, 24h, 3d, 7d, 30d, 90d, 180d, 1y'],
  ['symbol=BTC&format=xml', 'format', 'xml', 'one of json, bin, coinglass'],
  ['symbol=BTC&exchange=mtgox', 'exchange', 'mtgox', expect.stringContaining('all, binance, bybit')],
  ['symbol=BTC&since=yesterday', 'since', 'yesterday', 'a time in milliseconds UTC'],
  ['symbol=BTC&since=-5', 'since', '-5', 'a time in milliseconds UTC'],
  ['symbol=B%27T%20C', 'symbol', "B'T C", expect.stringContaining('letters and digits')],
  ['symbol=', 'symbol', '', expect.stringContaining('letters and digits')],
  ['symbol=BTC&colour=red', 'colour', 'red', expect.stringContaining('symbol, range, exchange, format')],
  ['symbol=BTC&symbol=ETH', 'symbol', 'BTC and ETH', 'to be given once'],
])(
  '%s is a 400 that names the parameter, what was expected and what came',
  async (query, parameter, got, expected) => {
    expect(await problemOf(`/v1/heatmap?${query}`)).toMatchObject({ status: 400, parameter, got, expected });
  },
);

test('a parameter where none are taken is an error too', async () => {
  expect((await problemOf('/v1/symbols?symbol=BTC')).detail).toBe(
    'symbol: expected no parameters, got "BTC"',
  );
});

test.each([
  ['/nope', 'see /docs'],
  ['/v1', 'see /docs'],
  ['/v1/nothing', 'see /docs'],
  ['/liq-heatmap-0123456789.js', 'see /docs'],
  ['/v1/heatmap/', 'did you mean /v1/heatmap?'],
  ['/V1/heatmap', 'did you mean /v1/heatmap?'],
  ['//v1/heatmap', 'did you mean /v1/heatmap?'],
  ['/Embed/BTC/', 'did you mean /embed/BTC?'],
])('there is nothing at %s, and the problem says what may have been meant', async (path, hint) => {
  const { status, detail } = await problemOf(path);
  expect(status).toBe(404);
  expect(detail).toBe(`no such path: ${path}; ${hint}`);
  expect((await problemOf(path, { method: 'POST' })).status).toBe(404);
});

test('a problem tells no more of what came than it takes to know it again', async () => {
  const long = 'x'.repeat(65_536);
  const value = await problemOf(`/v1/heatmap?symbol=BTC&range=${long}`);
  expect(value.got).toBe(`${'x'.repeat(200)}…`);
  expect(value.detail).toContain(`got "${'x'.repeat(200)}…"`);
  expect((await problemOf(`/v1/heatmap?${long}=1`)).parameter).toBe(`${'x'.repeat(60)}…`);
  expect((await problemOf(`/${long}`)).detail).toBe(`no such path: /${'x'.repeat(199)}…; see /docs`);
  const nothings = '%00'.repeat(20_000);
  for (const path of [
    `/v1/map?${nothings}=${nothings}`,
    `/v1/snapshot/${nothings}`,
    `/v1/map?symbol=a&symbol=${long}`,
  ])
    expect(JSON.stringify(await problemOf(path)).length).toBeLessThan(4096);
  // The two halves of a character are kept or left out together.
  expect((await problemOf(`/v1/map?symbol=${'x'.repeat(199)}%F0%9F%92%A9`)).got).toBe(`${'x'.repeat(199)}…`);
});

test('a method that is not taken is a 405 that says which are', async () => {
  const response = await ask('/v1/heatmap?symbol=BTC', { method: 'POST' });
  expect(response.status).toBe(405);
  expect(response.headers.get('Allow')).toBe('GET, HEAD, OPTIONS');
  expect((await problemOf('/v1/status', { method: 'DELETE' })).got).toBe('DELETE');
});

test('any origin may ask, and a preflight says so for a day', async () => {
  const preflight = await ask('/v1/heatmap', {
    method: 'OPTIONS',
    headers: { Origin: 'https://blog.example', 'Access-Control-Request-Method': 'GET' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe('*');
  expect(preflight.headers.get('Access-Control-Allow-Methods')).toBe('GET,HEAD,OPTIONS');
  expect(preflight.headers.get('Access-Control-Max-Age')).toBe('86400');
  expect(preflight.headers.get('Access-Control-Allow-Headers')).toBe('*');
  const answer = await ask('/v1/heatmap?symbol=BTC', { headers: { Origin: 'https://blog.example' } });
  expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*');
  // What a page may read of an answer that is not of its own origin.
  expect(answer.headers.get('Access-Control-Expose-Headers')?.split(',')).toEqual(
    expect.arrayContaining(['Age', 'Date', 'ETag']),
  );
  expect(answer.headers.get('Vary')).toBeNull();
  expect(answer.headers.get('Set-Cookie')).toBeNull();
});

test('a failure inside is logged and tells nothing of the inside', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const PUBLIC_ORIGIN = 'https://failing.test';
  // A database that answers with what none answers with.
  const statement = { bind: () => statement, raw: async () => 'nothing of the kind' };
  const DB = { prepare: () => statement } as unknown as D1Database;
  const response = await app.request(
    `${PUBLIC_ORIGIN}/v1/symbols`,
    {},
    environment('live', { PUBLIC_ORIGIN, DB }),
  );
  expect(response.status).toBe(500);
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
  expect(await response.json()).toEqual({
    type: 'about:blank',
    title: 'Internal Server Error',
    status: 500,
    detail: 'the answer could not be made; the error was logged',
  });
  expect(logged.mock.calls[0]?.[1]).toBeInstanceOf(TypeError);
});

test('a database that does not answer is a 503 that says when to ask again', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const PUBLIC_ORIGIN = 'https://failing.test';
  const response = await app.request(`${PUBLIC_ORIGIN}/v1/symbols`, {}, withoutDatabase({ PUBLIC_ORIGIN }));
  expect(response.status).toBe(503);
  expect(response.headers.get('Retry-After')).toBe('10');
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(response.headers.get('Access-Control-Expose-Headers')).toContain('Retry-After');
  expect(await response.json()).toEqual({
    type: 'about:blank',
    title: 'Service Unavailable',
    status: 503,
    detail: 'the database does not answer, and nothing was kept of this answer; the error was logged',
  });
  expect(logged.mock.calls[0]?.[1]).toMatchObject({
    cause: { message: 'the database was touched: prepare' },
  });
});
