import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { ask } from './market.ts';

const PATH = '/v1/heatmap?symbol=BTC&format=bin';

beforeEach(async () => {
  await clearMarkets(env.DB);
  await seedCandles(
    env.DB,
    { symbol: 'BTC', exchange: 'binance' },
    flatCandles(Date.UTC(2024, 7, 5), HOUR, 24, 50_000),
  );
});

test('binary answers are compressed for who takes brotli, with a tag that says so', async () => {
  const taken = await ask(PATH, { headers: { 'Accept-Encoding': 'gzip, br;q=0.9' } });
  expect(taken.headers.get('Content-Encoding')).toBe('br');
  expect(taken.headers.get('Vary')).toBe('Accept-Encoding');
  expect(taken.headers.get('ETag')).toMatch(/^W\/"/);
  for (const header of ['gzip', 'br;q=0', '']) {
    const plain = await ask(PATH, { headers: { 'Accept-Encoding': header } });
    expect(plain.headers.get('Content-Encoding')).toBeNull();
    expect(plain.headers.get('ETag')).toMatch(/^"/);
  }
});

test('a 304 of a binary answer says of tag and variants what the answer would', async () => {
  for (const coding of ['br', 'gzip']) {
    const whole = await ask(PATH, { headers: { 'Accept-Encoding': coding } });
    const tag = whole.headers.get('ETag') as string;
    const again = await ask(PATH, { headers: { 'Accept-Encoding': coding, 'If-None-Match': tag } });
    expect(again.status).toBe(304);
    expect(again.headers.get('ETag')).toBe(tag);
    expect(again.headers.get('Vary')).toBe('Accept-Encoding');
    expect(again.headers.get('Content-Encoding')).toBeNull();
    expect(again.headers.get('Cache-Control')).toBe(whole.headers.get('Cache-Control'));
  }
});

test('who holds the one coding is told that the other is the same data', async () => {
  const held = (await ask(PATH, { headers: { 'Accept-Encoding': 'gzip' } })).headers.get('ETag') as string;
  const asked = await ask(PATH, { headers: { 'Accept-Encoding': 'br', 'If-None-Match': held } });
  expect(asked.status).toBe(304);
  expect(asked.headers.get('ETag')).toBe(`W/${held}`);
});

test('what is not binary does not vary, and a refusal is not compressed', async () => {
  const json = await ask('/v1/heatmap?symbol=BTC', { headers: { 'Accept-Encoding': 'br' } });
  expect(json.headers.get('Vary')).toBeNull();
  expect(json.headers.get('Content-Encoding')).toBeNull();
  for (const path of ['/v1/heatmap?symbol=NOPE&format=bin', '/v1/heatmap?symbol=BTC&format=bin&range=2h']) {
    const refused = await ask(path, { headers: { 'Accept-Encoding': 'br' } });
    expect(refused.headers.get('Content-Encoding')).toBeNull();
    expect(refused.headers.get('Content-Type')).toBe('application/problem+json');
  }
});

test('a HEAD has the headers of the GET', async () => {
  for (const coding of ['br', 'gzip']) {
    const headers = { 'Accept-Encoding': coding };
    const get = Object.fromEntries((await ask(PATH, { headers })).headers);
    const head = Object.fromEntries((await ask(PATH, { headers, method: 'HEAD' })).headers);
    expect({ ...head, date: '' }).toEqual({ ...get, date: '' });
  }
});
