import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { Exchange } from '../../../schema/exchange.ts';
import { DAY, HOUR } from '../../../schema/range.ts';
import { estimateReporting } from '../../../workers/cron/estimate-reporting.ts';
import { tick } from '../../../workers/cron/tick.ts';
import type { Env } from '../../../workers/env.ts';
import { decodeState, MODEL_VERSION } from '../../../workers/model/filter.ts';
import { readReportingShares, saveReportingShares } from '../../../workers/store/reporting-shares.ts';
import { readLanes } from '../../../workers/symbol/states.ts';
import { readColumns } from '../../support/read-columns.ts';
import { seedCandles as seedWithOpenInterest, waveCandles } from '../../support/seed-candles.ts';
import { clearMarkets, flatCandles, seedBars, seedCandles } from '../../support/seed-market.ts';
import { forgetSymbols, inside, step } from '../../support/symbol-record.ts';

const start = Date.UTC(2025, 0, 1);
const day = (days: number) => start + days * DAY;

beforeEach(async () => {
  await clearMarkets(env.DB);
  await env.DB.batch(
    ['reporting_shares', 'feed_coverage'].map(table => env.DB.prepare(`DELETE FROM ${table}`)),
  );
});

/** What a beat does for a symbol. */
const stepBitcoin = (now: number) => step('BTC', { now, limit: 1_000 });

/** Hours that trade 500,000 USD each and report `usd` as liquidated. */
async function seedHours(exchange: Exchange, usd: number, { symbol = 'BTC', from = 0, hours = 8 * 24 } = {}) {
  const candles = flatCandles(start + from * HOUR, HOUR, hours, 50_000);
  await seedCandles(env.DB, { symbol, exchange }, candles);
  await seedBars(
    env.DB,
    { symbol, exchange },
    candles.map(({ time, step }) => ({ time, step, longUsd: usd / 2, shortUsd: usd / 2 })),
  );
}

const newest = async (exchange: Exchange) => {
  const read = await readReportingShares(env.DB, { exchanges: [exchange], from: Number.MAX_SAFE_INTEGER });
  return read.get(exchange)?.at(-1);
};
const shareOf = async (exchange: Exchange) => (await newest(exchange))?.shares?.value;
const states = () => inside('BTC', own => readLanes(own, MODEL_VERSION));
const steppedShare = async (exchange: Exchange) => {
  const lanes = await states();
  return decodeState(lanes[exchange]?.state ?? '').rules.reportingShare;
};

test('a sampled exchange is compared with the complete ones, over the symbols they share', async () => {
  await seedHours('bybit', 1_000);
  await seedHours('okx', 200);
  await seedHours('bybit', 100, { symbol: 'ETH' });
  await seedHours('okx', 100, { symbol: 'ETH' });
  // Too small a symbol to say anything.
  await seedHours('bybit', 1, { symbol: 'DOGE' });
  await seedHours('okx', 1_000, { symbol: 'DOGE' });
  await estimateReporting(env.DB);
  // 200 + 100 of 1,000 + 100.
  expect(await shareOf('okx')).toBeCloseTo(300 / 1_100, 12);
  expect(await newest('okx')).toMatchObject({ completeness: 'sampled', time: day(8) });
  expect(await newest('bybit')).toEqual({
    exchange: 'bybit',
    time: day(8),
    completeness: 'full',
    shares: { value: 1, low: 1, high: 1 },
  });
});

test('nothing is said of an exchange without a complete one beside it, nor of a sum of exchanges', async () => {
  await seedHours('okx', 200);
  await seedHours('aggregate', 200);
  await estimateReporting(env.DB);
  expect(await newest('okx')).toEqual({ exchange: 'okx', time: day(8), completeness: 'sampled' });
  expect(await newest('aggregate')).toEqual({
    exchange: 'aggregate',
    time: day(8),
    completeness: 'unknown',
  });
  expect(await newest('binance')).toMatchObject({ completeness: 'throttled' });
});

test('an estimate looks back two weeks, and is renewed when the data reach another day', async () => {
  await seedHours('bybit', 1_000, { hours: 20 * 24 });
  await seedHours('okx', 1_000, { hours: 6 * 24 });
  await seedHours('okx', 100, { from: 6 * 24, hours: 14 * 24 });
  await estimateReporting(env.DB);
  expect(await shareOf('okx')).toBeCloseTo(0.1, 12);
  const written = await env.DB.prepare('SELECT * FROM reporting_shares').all();

  await seedHours('bybit', 1_000, { from: 20 * 24, hours: 23 });
  await seedHours('okx', 1_000, { from: 20 * 24, hours: 23 });
  await estimateReporting(env.DB);
  expect((await env.DB.prepare('SELECT * FROM reporting_shares').all()).results).toEqual(written.results);

  await seedHours('bybit', 1_000, { from: 20 * 24 + 23, hours: 1 });
  await estimateReporting(env.DB);
  expect((await newest('okx'))?.time).toBe(day(21));
  // 13 days and an hour of a tenth, 23 hours of all.
  expect(await shareOf('okx')).toBeCloseTo((13 * 24 * 0.1 + 23) / (13 * 24 + 23), 12);
});

test('filters follow: all of a complete exchange, the estimate, else a quarter', async () => {
  await seedHours('bybit', 1_000);
  await seedHours('okx', 200);
  await seedHours('aggregate', 200);
  await stepBitcoin(day(8) + HOUR);
  expect(await steppedShare('bybit')).toBe(1);
  expect(await steppedShare('okx')).toBe(0.25);
  await estimateReporting(env.DB);
  // What was stored before the estimate takes it up with the next candle.
  for (const exchange of ['bybit', 'okx', 'aggregate'] as const)
    await seedHours(exchange, 100, { from: 8 * 24, hours: 1 });
  await stepBitcoin(day(8) + 2 * HOUR);
  expect(await steppedShare('okx')).toBeCloseTo(0.2, 12);
  expect(await steppedShare('aggregate')).toBe(0.25);
});

test('a late run steps with the estimates of each candle’s own time, as regular runs do', async () => {
  const estimate = (time: number, value: number) =>
    saveReportingShares(env.DB, [
      { exchange: 'okx', time, completeness: 'sampled', shares: { value, low: value, high: value } },
    ]);
  const candles = waveCandles(start, 72);
  const bars = candles.map(({ time, step }) => ({ time, step, longUsd: 4e6, shortUsd: 1e6 }));

  await seedWithOpenInterest(env.DB, 'BTC', 'okx', candles.slice(0, 24));
  await seedBars(env.DB, { symbol: 'BTC', exchange: 'okx' }, bars);
  await stepBitcoin(day(1) + HOUR);
  await estimate(day(1), 0.5);
  for (let i = 24; i < 48; i += 5) {
    await seedWithOpenInterest(env.DB, 'BTC', 'okx', candles.slice(i, Math.min(48, i + 5)));
    await stepBitcoin(candles[i]?.time ?? 0);
  }
  await estimate(day(2), 0.9);
  await seedWithOpenInterest(env.DB, 'BTC', 'okx', candles.slice(48));
  await stepBitcoin(day(3) + HOUR);
  const regular = await states();
  expect(await steppedShare('okx')).toBe(0.9);

  await forgetSymbols('BTC');
  await stepBitcoin(day(9));
  expect(await states()).toEqual(regular);

  // The estimates did matter: liquidations weigh in the turnover, where there is open interest.
  await forgetSymbols('BTC');
  await env.DB.exec(`DELETE FROM reporting_shares WHERE time < ${day(2)}`);
  await stepBitcoin(day(9));
  expect(await states()).not.toEqual(regular);
});

test('an estimate that fails is named and stops nothing', async () => {
  await seedHours('okx', 200, { hours: 48 });
  await env.DB.prepare(
    `INSERT INTO feed_coverage (exchange, feed, hour, minutes) VALUES ('okx', 'x', ?, 'not JSON')`,
  )
    .bind(start - HOUR)
    .run();
  const bindings = env as unknown as Env;
  await expect(tick(bindings, day(2))).rejects.toThrow(
    /^tick: estimating reporting shares failed: D1_ERROR: malformed JSON/,
  );
  const columns = { symbol: 'BTC', exchange: 'okx', resolution: HOUR, from: start, to: day(3) } as const;
  expect(await readColumns(columns)).toHaveLength(48);
});
