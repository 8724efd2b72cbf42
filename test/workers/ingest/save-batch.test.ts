import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { Liquidation } from '../../../schema/market.ts';
import { DAY, MINUTE } from '../../../schema/range.ts';
import { saveBatch } from '../../../workers/ingest/save-batch.ts';
import { clearMarkets, flatCandles } from '../../support/seed-market.ts';

const now = Date.UTC(2026, 0, 5, 12);
const track = { symbol: 'BTC', exchange: 'okx' } as const;
const candlesAt = (...times: number[]) =>
  times.flatMap(time => flatCandles(time, 5 * MINUTE, 1, 100)).map(candle => ({ ...track, ...candle }));
const eventAt = (time: number, id: string): Liquidation => ({
  ...track,
  ...{ instrument: 'BTC-USDT-SWAP', side: 'long', priceKind: 'bankruptcy' },
  ...{ price: 100, quantity: 1, notionalUsd: 100, time, id },
});

beforeEach(() => clearMarkets(env.DB));

test('what is of a time that has not come is set aside with its reason, the rest of the batch is stored', async () => {
  const far = Date.UTC(2090, 0);
  await saveBatch(
    env.DB,
    {
      candles: candlesAt(now - 5 * MINUTE, far),
      liquidations: [eventAt(now - 1, 'a'), eventAt(far, 'b')],
      coverage: [{ exchange: 'okx', feed: 'x', time: far, seconds: 60, events: 0 }],
    },
    now,
  );
  const count = (table: string) => env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first('n');
  expect([await count('candles'), await count('liquidations'), await count('feed_coverage')]).toEqual([
    1, 1, 0,
  ]);
  const { results } = await env.DB.prepare('SELECT source, reason FROM rejects ORDER BY reason').all();
  const reason = 'expected a time before 2026-01-06T12:00:00.000Z, got 2090-01-01T00:00:00.000Z';
  expect(results).toEqual(
    ['candles', 'coverage', 'liquidations'].map(part => ({ source: 'okx', reason: `${part}: ${reason}` })),
  );
});

test('a clock that is some hours behind loses nothing', async () => {
  await saveBatch(env.DB, { liquidations: [eventAt(now + DAY - 1, 'a')] }, now);
  expect(await env.DB.prepare('SELECT count(*) AS n FROM liquidations').first('n')).toBe(1);
});

test('an event that may have been pruned is set aside, whichever transport tells of it', async () => {
  const old = now - 30 * DAY;
  const receipt = await saveBatch(
    env.DB,
    {
      liquidations: [eventAt(old, 'a'), eventAt(now - 28 * DAY, 'b')],
      secondHand: [eventAt(old, 'c'), eventAt(now - 27 * DAY, 'd')],
    },
    now,
  );
  expect(receipt.newLiquidations).toBe(2);
  const { results } = await env.DB.prepare('SELECT payload, reason FROM rejects ORDER BY payload').all();
  expect(results).toEqual(
    ['a', 'c'].map(payload => ({
      payload,
      reason: 'liquidation: expected one of the last 29 days, got 2025-12-06T12:00:00.000Z',
    })),
  );
});
