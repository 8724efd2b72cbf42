import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import type { Exchange, ExchangeSet } from '../../../schema/exchange.ts';
import type { Liquidation } from '../../../schema/market.ts';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { type EventKey, readLiquidations } from '../../../workers/store/read-liquidations.ts';
import { saveLiquidations } from '../../../workers/store/save-liquidations.ts';
import { countRows } from '../../support/count-rows.ts';
import { clearMarkets } from '../../support/seed-market.ts';

const start = Date.UTC(2024, 7, 5);
const EVENTS = 6_000;

/** One in two is of BTC, one in fifty of SOL; DOGE has three, hours apart; okx has few, and nothing of SOL. */
const events = Array.from({ length: EVENTS }, (_, i): Liquidation => {
  const symbol = i % 2000 === 700 ? 'DOGE' : i % 50 === 7 ? 'SOL' : i % 2 === 0 ? 'BTC' : 'ETH';
  const exchange: Exchange = symbol !== 'SOL' && i % 400 === 3 ? 'okx' : i % 3 === 0 ? 'binance' : 'bybit';
  return {
    ...{ symbol, exchange, instrument: `${symbol}USDT`, id: `e${i}`, side: i % 4 < 2 ? 'long' : 'short' },
    ...{ price: 100, priceKind: 'fill', quantity: 1, notionalUsd: 100 },
    // Seven in a second, in a burst of a minute each ten minutes.
    time: start + Math.floor(i / 400) * 10 * MINUTE + Math.floor((i % 400) / 7) * 1000,
  };
});
const end = events.at(-1)?.time as number;

beforeAll(async () => {
  await clearMarkets(env.DB);
  await saveLiquidations(env.DB, events);
});

const newestFirst = (a: EventKey, b: EventKey) =>
  b.time - a.time || (a.exchange < b.exchange ? 1 : a.exchange > b.exchange ? -1 : a.id < b.id ? 1 : -1);

/** All pages of a question, none of which may read more than it is allowed to. */
async function walk(
  { symbol, exchange = 'all' }: { symbol?: string; exchange?: ExchangeSet },
  rows: number,
): Promise<{ found: Liquidation[]; pages: number }> {
  const found: Liquidation[] = [];
  let before: EventKey | undefined;
  for (let pages = 1; ; pages++) {
    const counted = countRows(env.DB);
    const page = await readLiquidations(counted.db, { symbol, exchange, before, rows });
    expect(counted.rows()).toBeLessThanOrEqual(rows);
    expect(page.oldest).toBe(start);
    found.push(...page.events);
    if (!page.next) return { found, pages };
    before = page.next;
  }
}

test.each([
  [{}, 302],
  [{}, 102],
  [{ symbol: 'BTC' }, 302],
  [{ symbol: 'SOL' }, 302],
  [{ symbol: 'SOL' }, 102],
  [{ symbol: 'DOGE' }, 102],
  [{ symbol: 'BTC', exchange: 'okx' }, 302],
  [{ exchange: 'okx' }, 2_100],
  [{ exchange: 'kraken' }, 302],
  [{ symbol: 'SOL', exchange: 'okx' }, 102],
] as [{ symbol?: string; exchange?: ExchangeSet }, number][])(
  'the pages of %j give each event once, newest first, and none reads more than %i rows',
  async (asked, rows) => {
    const { found } = await walk(asked, rows);
    const expected = events
      .filter(event => asked.symbol === undefined || event.symbol === asked.symbol)
      .filter(event => asked.exchange === undefined || event.exchange === asked.exchange)
      .sort(newestFirst);
    expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(found).toEqual(expected);
  },
);

test('a symbol of which little happens is found by its minutes, not by looking through all that happened', async () => {
  // All 6,000 looked through, 300 a page, would be twenty pages.
  expect((await walk({ symbol: 'DOGE' }, 302)).pages).toBeLessThanOrEqual(6);
});

test('a symbol of which nothing happened costs a row for each exchange', async () => {
  const counted = countRows(env.DB);
  const page = await readLiquidations(counted.db, {
    symbol: 'ADA',
    exchange: 'all',
    before: undefined,
    rows: 302,
  });
  expect(page).toEqual({ events: [], isKnown: false, oldest: start });
  expect(counted.rows()).toBeLessThanOrEqual(20);
});

test('bars of a time whose events are no longer kept are not searched', async () => {
  await env.DB.prepare(
    "INSERT INTO liquidation_bars (symbol, exchange, time, step, long_usd, short_usd, count) VALUES ('ADA', 'okx', ?, ?, 1, 0, 1)",
  )
    .bind(start - HOUR, MINUTE)
    .run();
  const page = await readLiquidations(env.DB, {
    symbol: 'ADA',
    exchange: 'all',
    before: undefined,
    rows: 302,
  });
  expect(page).toEqual({ events: [], isKnown: true, oldest: start });
});

test('before a time is before the first event that has it', async () => {
  const at = (time: number) =>
    readLiquidations(env.DB, {
      ...{ symbol: undefined, exchange: 'all', before: { time, exchange: '', id: '' }, rows: 102 },
    });
  expect((await at(end)).events[0]?.time).toBe(end - 1000);
  expect((await at(end + 1)).events[0]?.time).toBe(end);
  expect((await at(start)).events).toEqual([]);
  expect((await at(start)).next).toBeUndefined();
});

test('an empty store has nothing, and no oldest event', async () => {
  await clearMarkets(env.DB);
  const page = await readLiquidations(env.DB, {
    symbol: 'BTC',
    exchange: 'all',
    before: undefined,
    rows: 102,
  });
  expect(page).toEqual({ events: [], isKnown: false });
});
