import { env } from 'cloudflare:workers';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { LiquidationMap } from '../../../schema/answer/map.ts';
import type { Exchange } from '../../../schema/exchange.ts';
import { levelOf, priceOfLevel } from '../../../schema/lattice.ts';
import { perLeverageGroup } from '../../../schema/leverage-group.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { standingNow } from '../../../workers/api/standing-now.ts';
import { advance, createFilter, encodeState } from '../../../workers/model/filter.ts';
import type { StandingMap } from '../../../workers/model/standing-map.ts';
import { sumStanding } from '../../../workers/model/sum-standing.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { storeLanes } from '../../support/symbol-record.ts';
import { ask, askJson } from './market.ts';

const end = Date.UTC(2024, 7, 5, 12);
const standing = (firstLevel: number, ...usd: number[]): StandingMap => {
  const zero = () => new Float64Array(usd.length);
  const all = Float64Array.from(usd);
  return {
    firstLevel,
    usd: all,
    low: all.map(value => value / 2),
    high: all.map(value => value * 2),
    priorShare: zero().fill(0.5),
    groups: { ...perLeverageGroup(zero), upTo10: all },
  };
};

/** Follows a day of candles at a price on each exchange, to different ends, as the cron does. */
async function follow(exchanges: Partial<Record<Exchange, { price: number; end: number }>>): Promise<void> {
  const lanes: Partial<Record<Exchange, { end: number; state: string }>> = {};
  for (const [exchange, { price, end }] of Object.entries(exchanges)) {
    const candles = flatCandles(end - DAY, HOUR, 24, price);
    await seedCandles(env.DB, { symbol: 'BTC', exchange: exchange as Exchange }, candles);
    const filter = createFilter();
    for (const candle of candles) advance(filter, { ...candle, openInterest: 1_000 });
    lanes[exchange as Exchange] = { end, state: encodeState(filter) };
  }
  await storeLanes('BTC', lanes);
}

const map = (query = '') => askJson<LiquidationMap>(`/v1/map?symbol=BTC${query}`);
const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

beforeEach(async () => {
  await clearMarkets(env.DB);
});

test('longs stand below the price and shorts above, and both add up from the price outward', () => {
  // Levels 100 to 104, the price at the lower edge of level 102.
  const now = standingNow(standing(100, 1, 2, 4, 8, 16), priceOfLevel(102));
  expect(now.longUsd).toEqual([1, 2, 0, 0, 0]);
  expect(now.shortUsd).toEqual([0, 0, 4, 8, 16]);
  expect(now.cumulativeUsd).toEqual([3, 2, 4, 12, 28]);
  expect(now.price).toMatchObject({ first: Math.exp(0.1), count: 5 });
});

test('a price outside of what stands leaves one side empty', () => {
  expect(standingNow(standing(100, 1, 2), priceOfLevel(500)).shortUsd).toEqual([0, 0]);
  expect(standingNow(standing(100, 1, 2), priceOfLevel(50)).longUsd).toEqual([0, 0]);
});

test('exchanges add up level by level, bands in quadrature, and the share of the prior by dollars', () => {
  // Bands reach from half to twice the mean.
  const okx = { ...standing(101, 30, 40), priorShare: Float64Array.of(1, 0) };
  const both = sumStanding([standing(100, 10, 10), okx]);
  expect(both.firstLevel).toBe(100);
  expect([...both.usd]).toEqual([10, 40, 40]);
  // On the shared level the mean is 10 + 30, the edges are √(5² + 15²) below and √(10² + 30²) above.
  expect([...both.low]).toEqual([5, 40 - Math.sqrt(250), 20]);
  expect([...both.high]).toEqual([20, 40 + Math.sqrt(1000), 80]);
  expect([...both.groups.upTo10]).toEqual([10, 40, 40]);
  // (10 · 0.5 + 30 · 1) ÷ 40 on the shared level.
  expect([...both.priorShare]).toEqual([0.5, 0.875, 0]);
});

test('the map is what the model holds around the last price, split by leverage and with its band', async () => {
  await follow({ binance: { price: 50_000, end } });
  const now = await map();
  expect(now).toMatchObject({ symbol: 'BTC', lastPrice: 50_000, time: end, generatedAt: end, stale: false });
  const level = (price: number) => levelOf(price) - levelOf(now.price.first * 1.0005);
  // 50× longs from about 50,000 are liquidated some 1.6 % below.
  expect(sum(now.longUsd.slice(level(48_800), level(49_600)))).toBeGreaterThan(0);
  expect(sum(now.longUsd)).toBeGreaterThan(1e6);
  expect(sum(now.shortUsd)).toBeGreaterThan(1e6);
  expect(sum(now.longUsd.slice(level(50_000)))).toBe(0);
  const split = Object.values(now.groups).map(sum);
  expect(split.every(usd => usd > 0)).toBe(true);
  expect(sum(split) / (sum(now.longUsd) + sum(now.shortUsd))).toBeCloseTo(1, 2);
  expect(sum(now.lowUsd)).toBeLessThan(sum(split));
  expect(sum(now.highUsd)).toBeGreaterThan(sum(split));
  expect(Math.max(...now.priorShare)).toBeLessThanOrEqual(1);
});

test('all exchanges are summed, one is shown by itself, and one that has long been silent is left out', async () => {
  await follow({
    binance: { price: 50_000, end },
    okx: { price: 50_000, end },
    bybit: { price: 50_000, end: end - 2 * DAY },
  });
  const [all, okx] = [await map(), await map('&exchange=okx')];
  expect(sum(okx.longUsd)).toBeGreaterThan(0);
  expect(sum(all.longUsd) / sum(okx.longUsd)).toBeCloseTo(2, 2);
});

test.each([
  ['stale while the model still works through the past', 5 * HOUR, true],
  ['not stale where the model has come as far as the candles', 0, false],
] as const)('live, it is %s', async (_, behind, stale) => {
  vi.setSystemTime(end + MINUTE);
  onTestFinished(() => void vi.useRealTimers());
  await follow({ binance: { price: 50_000, end: end - behind } });
  const ahead = flatCandles(end - behind, HOUR, behind / HOUR, 50_000);
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'binance' }, ahead);
  expect((await askJson<LiquidationMap>('/v1/map?symbol=BTC', { mode: 'live' })).stale).toBe(stale);
});

test('a symbol the model has not reached yet is a 404', async () => {
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'binance' }, flatCandles(end, HOUR, 1, 50_000));
  expect((await ask('/v1/map?symbol=BTC')).status).toBe(404);
});
