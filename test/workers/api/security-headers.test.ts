import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { ask } from './market.ts';

beforeAll(async () => {
  await clearMarkets(env.DB);
  await seedCandles(
    env.DB,
    { symbol: 'BTC', exchange: 'binance' },
    flatCandles(Date.UTC(2024, 7, 5), HOUR, 24, 50_000),
  );
});

const headersOf = async (path: string, init?: RequestInit) => (await ask(path, init)).headers;

test.each([
  '/v1/symbols',
  '/v1/heatmap?symbol=BTC&format=bin',
  '/v1/score?symbol=BTC&format=csv',
  '/v1/snapshot/BTC.svg',
  '/v1/snapshot/BTC.png',
  '/v1/snapshot/BTC.txt',
  '/v1/heatmap',
  '/nope',
  '/embed/BTC',
  '/docs',
  '/openapi.json',
])('nobody guesses the type of %s, learns its address, or is bound by its host', async path => {
  for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
    const headers = await headersOf(path, { method });
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(headers.get('Strict-Transport-Security')).toBeNull();
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
  }
});

test('a picture opened by itself runs no script and loads nothing', async () => {
  expect((await headersOf('/v1/snapshot/BTC.svg')).get('Content-Security-Policy')).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
  );
});

test('the reference runs no script, loads nothing from elsewhere and may not be framed', async () => {
  const policy = (await headersOf('/docs')).get('Content-Security-Policy') as string;
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('script-src');
  expect(policy).toContain("frame-ancestors 'none'");
});

test('what is made to be framed or shown by others is not hindered', async () => {
  for (const path of ['/embed/BTC', '/v1/snapshot/BTC.svg', '/v1/snapshot/BTC.png']) {
    const headers = await headersOf(path);
    expect(headers.get('X-Frame-Options')).toBeNull();
    expect(headers.get('Content-Security-Policy') ?? '').not.toContain('frame-ancestors');
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
  }
});

test.each(['/embed/BTC', '/docs', '/v1/snapshot/BTC.svg'])('%s is denied what it never needs', async path => {
  expect((await headersOf(path)).get('Permissions-Policy')).toBe(
    'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  );
});
