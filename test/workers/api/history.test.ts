import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import type { History } from '../../../schema/wire.ts';
import { servedInterval } from '../../../workers/api/history-interval.ts';
import { saveCoverage } from '../../../workers/store/save-coverage.ts';
import { clearMarkets, flatCandles, seedBars, seedCandles } from '../../support/seed-market.ts';
import { askJson } from './market.ts';

const end = Date.UTC(2024, 7, 6);
const start = end - 30 * DAY;
const binance = { symbol: 'BTC', exchange: 'binance' } as const;
const hourlyBars = (from: number, count: number, longUsd: number) =>
  Array.from({ length: count }, (_, i) => ({
    time: from + i * HOUR,
    step: HOUR,
    longUsd,
    shortUsd: longUsd / 10,
    count: 1,
  }));
const history = (query: string) => askJson<History>(`/v1/history?${query}`);

beforeEach(async () => {
  await clearMarkets(env.DB);
  await seedCandles(env.DB, binance, flatCandles(start, HOUR, 30 * 24, 50_000));
});

test('bars sum what was liquidated in a UTC day, with its close', async () => {
  await seedBars(env.DB, binance, hourlyBars(end - DAY, 24, 1_000));
  expect(await history('symbol=BTC&range=30d&interval=1d')).toEqual({
    symbol: 'BTC',
    exchange: 'all',
    range: '30d',
    interval: '1d',
    unit: 'usd',
    generatedAt: end,
    mode: 'replay',
    stale: false,
    bars: [{ time: end - DAY, longUsd: 24_000, shortUsd: 2_400, count: 24, close: 50_000 }],
  });
});

test('venues add up, and an aggregate is added to none', async () => {
  await seedBars(env.DB, binance, hourlyBars(end - HOUR, 1, 100));
  await seedBars(env.DB, { symbol: 'BTC', exchange: 'bybit' }, hourlyBars(end - HOUR, 1, 10));
  await seedBars(env.DB, { symbol: 'BTC', exchange: 'aggregate' }, hourlyBars(end - HOUR, 1, 5_000));
  const all = await history('symbol=BTC&range=24h&interval=1h');
  expect(all.bars.map(bar => bar.longUsd)).toEqual([110]);
  await env.DB.exec("DELETE FROM liquidation_bars WHERE exchange <> 'aggregate'");
  expect((await history('symbol=BTC&range=24h&interval=1h')).bars.map(bar => bar.longUsd)).toEqual([5_000]);
});

test('an exchange with liquidations but no candles of its own can be asked for', async () => {
  await seedBars(env.DB, { symbol: 'BTC', exchange: 'bybit' }, hourlyBars(end - HOUR, 1, 10));
  const bybit = await history('symbol=BTC&range=24h&interval=1h&exchange=bybit');
  expect(bybit.bars).toEqual([{ time: end - HOUR, longUsd: 10, shortUsd: 1, count: 1, close: 50_000 }]);
});

test('an interval finer than the data is served in the step of the data, and the answer says so', async () => {
  await seedBars(env.DB, binance, hourlyBars(end - DAY, 24, 1_000));
  const served = await history('symbol=BTC&range=24h&interval=5m');
  expect(served.interval).toBe('1h');
  expect(served.bars).toHaveLength(24);
});

test('a range shorter than the bars there are is served with the last bar', async () => {
  await seedBars(env.DB, binance, [{ time: end - DAY, step: DAY, longUsd: 7, shortUsd: 3 }]);
  expect(await history('symbol=BTC&range=12h')).toMatchObject({
    interval: '1d',
    bars: [{ time: end - DAY, longUsd: 7, shortUsd: 3, close: 50_000 }],
  });
});

test('without an interval a range has bars enough to read and few enough to see', async () => {
  await seedBars(env.DB, binance, hourlyBars(start, 30 * 24, 10));
  const served = await history('symbol=BTC&range=30d');
  expect(served.interval).toBe('6h');
  expect(served.bars).toHaveLength(120);
  expect(served.bars[0]).toMatchObject({ time: start, longUsd: 60, count: 6 });
});

test('a range where nobody recorded liquidations has no bars', async () => {
  expect((await history('symbol=BTC&range=7d')).bars).toEqual([]);
});

test('a period without liquidations is zero where feeds were watching, and absent where none was', async () => {
  await seedBars(env.DB, binance, hourlyBars(end - 3 * HOUR, 1, 100));
  const minutes = Array.from({ length: 60 }, (_, i) => end - 2 * HOUR + i * MINUTE);
  await env.DB.batch(
    saveCoverage(
      env.DB,
      minutes.map(time => ({ exchange: 'binance', feed: 'liquidations', time, seconds: 60, events: 0 })),
    ),
  );
  expect((await history('symbol=BTC&range=24h&interval=1h')).bars).toEqual([
    { time: end - 3 * HOUR, longUsd: 100, shortUsd: 10, count: 1, close: 50_000 },
    { time: end - 2 * HOUR, longUsd: 0, shortUsd: 0, count: 0, close: 50_000 },
  ]);
  await env.DB.exec('DELETE FROM feed_coverage');
});

test('fine bars that begin late do not hide coarse ones that reach further back', () => {
  const runs = [
    { exchange: 'binance', step: MINUTE, first: end - HOUR, last: end },
    { exchange: 'binance', step: HOUR, first: start, last: end },
  ] as const;
  expect(servedInterval('5m', '30d', [...runs])).toBe('1h');
  // Where the coarse bar is only the hour in which the fine ones began, nothing is hidden.
  const young = [runs[0], { ...runs[1], first: end - HOUR }];
  expect(servedInterval('5m', '24h', young)).toBe('5m');
});

test('no question is answered with more than 3000 bars', () => {
  const runs = [{ exchange: 'binance', step: MINUTE, first: start, last: end } as const];
  expect(servedInterval('1m', '24h', runs)).toBe('1m');
  expect(servedInterval('1m', '30d', runs)).toBe('15m');
  expect(servedInterval('1m', '1y', runs)).toBe('4h');
});
