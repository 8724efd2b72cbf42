import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { Liquidation } from '../../../schema/market.ts';
import { HOUR } from '../../../schema/range.ts';
import type { Liquidations, Problem } from '../../../schema/wire.ts';
import { saveLiquidations } from '../../../workers/store/save-liquidations.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { ask, askJson } from './market.ts';

const start = Date.UTC(2024, 7, 5);
const event = (second: number, id: string, more: Partial<Liquidation> = {}): Liquidation => ({
  exchange: 'binance',
  instrument: 'BTCUSDT',
  symbol: 'BTC',
  side: 'long',
  price: 50_000,
  priceKind: 'fill',
  quantity: 0.1,
  notionalUsd: 5_000,
  time: start + second * 1000,
  id,
  ...more,
});

const page = (query: string) => askJson<Liquidations>(`/v1/liquidations?${query}`);
const ids = ({ events }: Liquidations) => events.map(({ id }) => id);

beforeEach(async () => {
  await clearMarkets(env.DB);
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'binance' }, flatCandles(start, HOUR, 2, 50_000));
  await saveLiquidations(env.DB, [
    event(1, 'a'),
    event(2, 'b', { side: 'short', notionalUsd: 20_000 }),
    event(2, 'c|with a space', { exchange: 'okx', instrument: 'BTC-USDT-SWAP', priceKind: 'bankruptcy' }),
    event(3, 'd', { symbol: 'ETH', instrument: 'ETHUSDT', notionalUsd: 100_000 }),
    event(4, 'e'),
  ]);
});

test('events come newest first, whole, of all symbols and exchanges', async () => {
  const all = await page('');
  expect(ids(all)).toEqual(['e', 'd', 'c|with a space', 'b', 'a']);
  expect(all.events[3]).toEqual(event(2, 'b', { side: 'short', notionalUsd: 20_000 }));
  expect(all).not.toHaveProperty('next');
  expect(all).not.toHaveProperty('symbol');
});

test.each([
  ['symbol=btc', ['e', 'c|with a space', 'b', 'a']],
  ['exchange=okx', ['c|with a space']],
  ['side=SHORT', ['b']],
  ['min_usd=20000', ['d', 'b']],
  [`from=${start + 2000}&to=${start + 4000}`, ['d', 'c|with a space', 'b']],
  ['symbol=BTC&side=short&exchange=okx', []],
])('%s narrows the events', async (query, expected) => {
  expect(ids(await page(query))).toEqual(expected);
});

test('pages follow one another without repeating or skipping, though newer events arrive', async () => {
  const first = await page('symbol=BTC&limit=2');
  expect(ids(first)).toEqual(['e', 'c|with a space']);
  await saveLiquidations(env.DB, [event(9, 'newer')]);
  const second = await page(`symbol=BTC&limit=2&cursor=${first.next}`);
  expect(ids(second)).toEqual(['b', 'a']);
  expect(second.next).toBeUndefined();
});

test.each([
  ['limit=0', 'limit'],
  ['limit=1001', 'limit'],
  ['min_usd=lots', 'min_usd'],
  ['cursor=%21', 'cursor'],
  ['cursor=AAAA', 'cursor'],
  ['side=buy', 'side'],
  ['from=5&to=5', 'to'],
])('%s is a 400 that names the parameter', async (query, parameter) => {
  const response = await ask(`/v1/liquidations?${query}`);
  expect(response.status).toBe(400);
  expect((await response.json<Problem>()).parameter).toBe(parameter);
});

test('a symbol that does not exist is a 404, one without events is an empty page', async () => {
  expect((await ask('/v1/liquidations?symbol=NOPE')).status).toBe(404);
  await seedCandles(env.DB, { symbol: 'ADA', exchange: 'binance' }, flatCandles(start, HOUR, 1, 1));
  expect((await page('symbol=ADA')).events).toEqual([]);
});

test.each([
  ['exchange=gate', 'one of all, binance, okx'],
  ['symbol=BTC&exchange=gate', 'one of all, binance, okx for BTC'],
  // Its events are of BTC only.
  ['symbol=ETH&exchange=okx', 'one of all, binance for ETH'],
])('%s is a 404 that names the exchanges there are, of the history too', async (query, expected) => {
  await seedCandles(env.DB, { symbol: 'ETH', exchange: 'binance' }, flatCandles(start, HOUR, 2, 3_000));
  for (const path of query.includes('symbol') ? ['liquidations', 'history'] : ['liquidations']) {
    const response = await ask(`/v1/${path}?${query}`);
    expect(response.status, path).toBe(404);
    expect(await response.json<Problem>()).toMatchObject({ parameter: 'exchange', expected });
  }
});

test('an exchange that has candles or once liquidated has an empty page, and no 404', async () => {
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'kucoin' }, flatCandles(start, HOUR, 2, 50_000));
  for (const query of [
    'exchange=kucoin',
    'symbol=BTC&exchange=kucoin',
    `symbol=BTC&exchange=okx&from=${start + HOUR}`,
  ])
    expect((await page(query)).events, query).toEqual([]);
});
