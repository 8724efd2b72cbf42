import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Liquidations } from '../../../schema/answer/liquidations.ts';
import type { Problem } from '../../../schema/answer/problem.ts';
import type { Liquidation } from '../../../schema/market.ts';
import { HOUR } from '../../../schema/range.ts';
import { app } from '../../../workers/api/app.ts';
import { readLiquidations } from '../../../workers/store/read-liquidations.ts';
import { saveLiquidations } from '../../../workers/store/save-liquidations.ts';
import { countRows } from '../../support/count-rows.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { takeIn } from '../../support/symbol-record.ts';
import { ask, askJson, environment } from './market.ts';

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
  ['min_usd=-1', 'min_usd'],
  ['min_usd=1e309', 'min_usd'],
  ['min_usd=', 'min_usd'],
  ['cursor=%21', 'cursor'],
  ['cursor=AAAA', 'cursor'],
  ['cursor=1722816001000~mtgox~YQ', 'cursor'],
  ['cursor=1722816001000~constructor~YQ', 'cursor'],
  // Not as we write it.
  ['cursor=0001722816001000~binance~YQ', 'cursor'],
  // No text has an id of that length.
  ['cursor=1722816001000~binance~YWJjZ', 'cursor'],
  ['side=buy', 'side'],
  ['from=-5', 'from'],
  ['to=1000000000000000', 'to'],
])('%s is a 400 that names the parameter', async (query, parameter) => {
  const response = await ask(`/v1/liquidations?${query}`);
  expect(response.status).toBe(400);
  expect((await response.json<Problem>()).parameter).toBe(parameter);
});

test.each([
  `from=${start + 5000}&to=${start + 5000}`,
  `from=${start + 5000}&to=${start + 1000}`,
  'from=5&to=0',
])('%s holds no time, so no event, and nothing follows', async query => {
  const { events, next } = await page(`symbol=BTC&limit=1&${query}`);
  expect(events).toEqual([]);
  expect(next).toBeUndefined();
});

test('a size is understood as programs write numbers', async () => {
  expect(ids(await page('min_usd=1e-7'))).toEqual(['e', 'd', 'c|with a space', 'b', 'a']);
  expect(ids(await page('min_usd=2E4'))).toEqual(['d', 'b']);
  expect(ids(await page('min_usd=20000.000000000004'))).toEqual(['d']);
  expect(ids(await page('min_usd=1.5e%2B21'))).toEqual([]);
});

test('a cursor stands in an address as it is, whatever the id', async () => {
  await saveLiquidations(env.DB, [event(5, 'x&y=1#+%20 ~"é'), event(6, 'newest')]);
  const { next } = await page('limit=1');
  expect(ids(await page(`limit=2&cursor=${next}`))).toEqual(['x&y=1#+%20 ~"é', 'e']);
  const later = await page('limit=2');
  expect(later.next).toMatch(/^[\w~-]+$/);
  expect(ids(await page(`limit=1&cursor=${later.next}`))).toEqual(['e']);
});

test('a cursor is a place among the events, whether or not there is one of its key', async () => {
  expect(ids(await page(`cursor=${start + 3500}~binance~YQ`))).toEqual(['d', 'c|with a space', 'b', 'a']);
  // Not UTF-8, so no id of anybody's.
  expect(ids(await page(`cursor=${start + 2000}~binance~_wA`))).toEqual(['b', 'a']);
  expect(ids(await page('cursor=0~okx~_w'))).toEqual([]);
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

test('the oldest event that is kept is told, of whatever symbol it is', async () => {
  expect(await page('symbol=ETH')).toMatchObject({ stale: false, from: start + 1000 });
  await env.DB.exec('DELETE FROM liquidations');
  expect(await page('symbol=BTC')).not.toHaveProperty('from');
});

test('no next page is promised where nothing is left that was asked for', async () => {
  expect((await page(`from=${start + 2000}&limit=4`)).next).toBeUndefined();
  const whole = await page('limit=1000');
  expect(whole.events).toHaveLength(5);
  expect(whole.next).toBeUndefined();
});

describe('with thousands of events', () => {
  const many = Array.from({ length: 3000 }, (_, i) =>
    event(10 + i / 5, `m${i}`, {
      symbol: i % 10 === 0 ? 'ETH' : 'BTC',
      exchange: i % 500 === 0 ? 'okx' : 'binance',
      side: i % 3 === 0 ? 'short' : 'long',
      notionalUsd: i % 700 === 0 ? 2_000_000 : 1000 + i,
    }),
  );
  const asNewest = (events: readonly Liquidation[]) =>
    [...events].sort((a, b) => b.time - a.time || (a.id < b.id ? 1 : -1)).map(({ id }) => id);

  beforeEach(async () => {
    await saveLiquidations(env.DB, many);
    await takeIn();
  });

  /** All pages of a question under one origin, and the most rows that one of them read. */
  async function walk(query: string, limit: number) {
    const found: string[] = [];
    let most = 0;
    let next: string | undefined;
    do {
      const counted = countRows(env.DB);
      const PUBLIC_ORIGIN = `https://${crypto.randomUUID()}.test`;
      const url = `${PUBLIC_ORIGIN}/v1/liquidations?${query}&limit=${limit}${next ? `&cursor=${next}` : ''}`;
      const response = await app.request(url, {}, environment('replay', { PUBLIC_ORIGIN, DB: counted.db }));
      expect(response.status).toBe(200);
      const answer = await response.json<Liquidations>();
      expect(answer.events.length).toBeLessThanOrEqual(limit);
      found.push(...ids(answer));
      most = Math.max(most, counted.rows());
      next = answer.next;
    } while (next);
    return { found, most };
  }

  test.each([
    ['symbol=BTC', 300, ({ symbol }: Liquidation) => symbol === 'BTC'],
    ['symbol=BTC&side=short', 77, ({ symbol, side }) => symbol === 'BTC' && side === 'short'],
    ['min_usd=1000000', 100, ({ notionalUsd }) => notionalUsd >= 1e6],
    ['min_usd=2345.5', 1000, ({ notionalUsd }) => notionalUsd >= 2345.5],
    ['exchange=okx', 1000, ({ exchange }) => exchange === 'okx'],
    [`from=0&to=${start + 365 * 24 * HOUR}`, 1000, () => true],
    [
      `from=${start + 100_123}&to=${start + 300_456}&symbol=ETH`,
      10,
      ({ time, symbol }) => symbol === 'ETH' && time >= start + 100_123 && time < start + 300_456,
    ],
  ] as [string, number, (event: Liquidation) => boolean][])(
    'the pages of %s, %i at a time, hold exactly what was asked for, and none reads more than twice its limit and 100 rows',
    async (query, limit, fits) => {
      const { found, most } = await walk(query, limit);
      const stored = (
        await readLiquidations(env.DB, {
          ...{ symbol: undefined, exchange: 'all', before: undefined, rows: 10_000 },
        })
      ).events;
      expect(stored).toHaveLength(3005);
      expect(found).toEqual(stored.filter(fits).map(({ id }) => id));
      expect(most).toBeLessThanOrEqual(2 * limit + 100);
    },
  );

  test.each([1, 49, 50, 99, 100, 199, 200, 449, 450, 949, 950, 1000])(
    'a page of %i is full where nothing is filtered',
    async limit => {
      const full = await page(`limit=${limit}`);
      expect(full.events).toHaveLength(limit);
      expect(ids(full)).toEqual(asNewest(many).slice(0, limit));
    },
  );

  test.each([
    'symbol=NOPE',
    'symbol=ADA',
    'exchange=kraken',
    'symbol=BTC&exchange=kraken',
    'side=long&min_usd=9e9',
  ])('%s reads no more than a page may', async query => {
    await seedCandles(env.DB, { symbol: 'ADA', exchange: 'binance' }, flatCandles(start, HOUR, 1, 1));
    for (const limit of [1, 100, 1000]) {
      const counted = countRows(env.DB);
      const PUBLIC_ORIGIN = `https://${crypto.randomUUID()}.test`;
      const url = `${PUBLIC_ORIGIN}/v1/liquidations?limit=${limit}&${query.replace('9e9', '9000000000')}`;
      await app.request(url, {}, environment('replay', { PUBLIC_ORIGIN, DB: counted.db }));
      expect(counted.rows()).toBeLessThanOrEqual(2 * limit + 100);
    }
  });
});
