import { env } from 'cloudflare:workers';
import { asc, isNull } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { beforeEach, expect, test } from 'vitest';
import { candles } from '../../../schema/tables.ts';
import { excluded, insertRows } from '../../../workers/store/insert-rows.ts';
import { withoutNulls } from '../../../workers/store/without-nulls.ts';
import { clearMarkets } from '../../support/seed-market.ts';

const candle = {
  symbol: 'BTC',
  exchange: 'okx',
  time: 60_000,
  step: 60_000,
  open: 4,
  high: 5,
  low: 3,
  close: 4.5,
  volume: 7,
  buyVolume: 2,
  openInterest: 100,
} satisfies typeof candles.$inferInsert;
const { buyVolume: _, ...unsplit } = { ...candle, time: 120_000 };

const stored = async () =>
  (await drizzle(env.DB).select().from(candles).orderBy(asc(candles.time))).map(withoutNulls);

beforeEach(() => clearMarkets(env.DB));

test('a row comes back as it was written, without what it did not have', async () => {
  await env.DB.batch(insertRows(env.DB, candles, [candle, unsplit]));
  expect(await stored()).toEqual([candle, unsplit]);
  expect(Object.keys((await stored())[1] ?? {})).not.toContain('buyVolume');
});

test('a stored row of the same key stays as it is, if nothing else is said', async () => {
  await env.DB.batch(insertRows(env.DB, candles, [candle]));
  await env.DB.batch(insertRows(env.DB, candles, [{ ...candle, close: 3 }]));
  expect(await stored()).toEqual([candle]);
});

test('of a stored row of the same key changes what is said, where that holds', async () => {
  await env.DB.batch(insertRows(env.DB, candles, [candle, unsplit]));
  const { close, buyVolume } = candles;
  const news = [candle, unsplit].map(row => ({ ...row, close: 3, volume: 1 }));
  const onKey = { set: [[close, excluded(close)]], where: isNull(buyVolume) } as const;
  await env.DB.batch(insertRows(env.DB, candles, news, onKey));
  expect(await stored()).toEqual([candle, { ...unsplit, close: 3 }]);
});
