import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { levelOf, priceOfLevel } from '../../../schema/lattice.ts';
import { HOUR } from '../../../schema/range.ts';
import type { LiquidationMap } from '../../../schema/wire.ts';
import { standingNow } from '../../../workers/api/standing-now.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { ask, askJson, seedColumns } from './market.ts';

const end = Date.UTC(2024, 7, 5, 12);

beforeEach(() => clearMarkets(env.DB));

test('longs stand below the price and shorts above, and both add up from the price outward', () => {
  // Levels 100 to 104, the price at the lower edge of level 102.
  const now = standingNow({ firstLevel: 100, usd: Float64Array.of(1, 2, 4, 8, 16) }, priceOfLevel(102));
  expect(now.longUsd).toEqual([1, 2, 0, 0, 0]);
  expect(now.shortUsd).toEqual([0, 0, 4, 8, 16]);
  expect(now.cumulativeUsd).toEqual([3, 2, 4, 12, 28]);
  expect(now.price).toMatchObject({ first: Math.exp(0.1), count: 5 });
});

test('a price outside of what stands leaves one side empty', () => {
  const usd = Float64Array.of(1, 2);
  expect(standingNow({ firstLevel: 100, usd }, priceOfLevel(500)).shortUsd).toEqual([0, 0]);
  expect(standingNow({ firstLevel: 100, usd }, priceOfLevel(50)).longUsd).toEqual([0, 0]);
});

test('the map is the newest column around the last price', async () => {
  await seedCandles(
    env.DB,
    { symbol: 'BTC', exchange: 'binance' },
    flatCandles(end - 2 * HOUR, HOUR, 2, 50_000),
  );
  await seedColumns({ symbol: 'BTC', exchange: 'all', resolution: HOUR }, [
    { time: end - 2 * HOUR, usd: { 47000: 9e6 } },
    { time: end - HOUR, usd: { 48000: 2e6, 52000: 1e6 } },
  ]);
  const map = await askJson<LiquidationMap>('/v1/map?symbol=btc');
  expect(map).toMatchObject({ symbol: 'BTC', lastPrice: 50_000, time: end, generatedAt: end, stale: false });
  const first = levelOf(map.price.first * 1.0005);
  expect((map.longUsd[levelOf(48_000) - first] as number) / 2e6).toBeCloseTo(1, 2);
  expect((map.shortUsd[levelOf(52_000) - first] as number) / 1e6).toBeCloseTo(1, 2);
  expect(map.longUsd.filter(usd => usd > 0)).toHaveLength(1);
});

test('a symbol the model has not reached yet is a 404', async () => {
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'binance' }, flatCandles(end, HOUR, 1, 50_000));
  expect((await ask('/v1/map?symbol=BTC')).status).toBe(404);
});
