import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { History } from '../../../schema/answer/history.ts';
import type { Liquidations } from '../../../schema/answer/liquidations.ts';
import type { Exchange } from '../../../schema/exchange.ts';
import type { Liquidation } from '../../../schema/market.ts';
import { DAY, HOUR, INTERVALS, MINUTE } from '../../../schema/range.ts';
import { servedInterval } from '../../../workers/api/history-interval.ts';
import { saveCoverage } from '../../../workers/store/save-coverage.ts';
import { rollUpBars, saveLiquidations } from '../../../workers/store/save-liquidations.ts';
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
  await env.DB.batch(['feed_coverage', 'bar_rollups'].map(table => env.DB.prepare(`DELETE FROM ${table}`)));
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
    from: end - 30 * DAY,
    to: end,
    bars: [{ time: end - DAY, longUsd: 24_000, shortUsd: 2_400, count: 24, close: 50_000, covered: 1 }],
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
  expect(bybit.bars).toEqual([
    { time: end - HOUR, longUsd: 10, shortUsd: 1, count: 1, close: 50_000, covered: 1 },
  ]);
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

/** Reports that one feed of binance saw the minutes from `from` up to `to`. */
const watch = (from: number, to: number, exchange: Exchange = 'binance') =>
  env.DB.batch(
    saveCoverage(
      env.DB,
      Array.from({ length: (to - from) / MINUTE }, (_, i) => ({
        exchange,
        feed: 'liquidations',
        time: from + i * MINUTE,
        seconds: 60,
        events: 0,
      })),
    ),
  );

test.each(['5m', '1h', '2h', '4h', '6h', '12h', '1d'] as const)(
  'by %s a period without liquidations is zero where feeds were watching, and absent where none was',
  async interval => {
    await watch(end - 2 * DAY, end - DAY);
    const { bars } = await history(`symbol=BTC&range=3d&interval=${interval}`);
    const close = interval === '5m' ? {} : { close: 50_000 };
    const step = INTERVALS[interval];
    expect(bars).toEqual(
      Array.from({ length: DAY / step }, (_, i) => ({
        time: end - 2 * DAY + i * step,
        longUsd: 0,
        shortUsd: 0,
        count: 0,
        ...close,
        covered: 1,
      })),
    );
  },
);

test('a bar of which a part was watched says which part, as a mean over the exchanges that report', async () => {
  await seedBars(env.DB, binance, hourlyBars(end - 3 * HOUR, 1, 100));
  await watch(end - 2 * HOUR, end - 90 * MINUTE);
  const covered = async (interval: string) =>
    (await history(`symbol=BTC&range=12h&interval=${interval}`)).bars.map(bar => [
      bar.time - end,
      bar.covered,
    ]);
  expect(await covered('1h')).toEqual([
    [-3 * HOUR, 1],
    [-2 * HOUR, 0.5],
  ]);
  expect(await covered('6h')).toEqual([[-6 * HOUR, 1.5 / 6]]);
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'okx' }, flatCandles(start, HOUR, 30 * 24, 50_000));
  await watch(end - 3 * HOUR, end, 'okx');
  expect(await covered('1h')).toEqual([
    [-3 * HOUR, 1],
    [-2 * HOUR, 0.75],
    [-HOUR, 0.5],
  ]);
  // Nobody follows this symbol on an exchange that has neither candles nor liquidations of it.
  await watch(end - 3 * HOUR, end, 'bybit');
  expect(await covered('6h')).toEqual([[-6 * HOUR, 0.375]]);
});

test('the first bar is whole, and the running one holds what came since the last whole hour and the last close', async () => {
  const close = end + 20 * HOUR + 40 * MINUTE;
  await seedCandles(env.DB, binance, flatCandles(end, 5 * MINUTE, (close - end) / (5 * MINUTE), 50_000));
  const event = (time: number, notionalUsd: number): Liquidation => ({
    exchange: 'binance',
    instrument: 'BTCUSDT',
    symbol: 'BTC',
    side: 'long',
    price: 50_000,
    priceKind: 'fill',
    quantity: notionalUsd / 50_000,
    notionalUsd,
    time,
    id: `${time}`,
  });
  // In the first hour of the range, after the last whole hour, after the last close, and long after it.
  const times = [close - DAY - 30 * MINUTE, close - 30 * MINUTE, close + MINUTE, close + DAY];
  await saveLiquidations(
    env.DB,
    times.map((time, i) => event(time, 10 ** (i + 1))),
  );
  await rollUpBars(env.DB, close);
  for (const interval of ['5m', '1h', '6h', '1d'] as const) {
    const answer = await history(`symbol=BTC&range=24h&interval=${interval}`);
    const step = INTERVALS[interval];
    expect(answer).toMatchObject({
      interval,
      generatedAt: close,
      from: Math.floor((close - DAY) / step) * step,
      to: close + 2 * MINUTE,
    });
    const sum = answer.bars.reduce((total, { longUsd = 0 }) => total + longUsd, 0);
    const expected = (answer.from <= (times[0] as number) ? 10 : 0) + 100 + 1_000;
    expect(sum, interval).toBe(expected);
    expect(await eventsIn(answer)).toBe(expected);
  }
  expect((await history('symbol=BTC&range=24h&interval=1d')).bars.map(bar => bar.time)).toEqual([
    end - DAY,
    end,
  ]);
});

/** What `/v1/liquidations` tells of the span of an answer. */
async function eventsIn({ from, to }: History): Promise<number> {
  const query = `symbol=BTC&from=${from}&to=${to}&limit=1000`;
  const { events } = await askJson<Liquidations>(`/v1/liquidations?${query}`);
  return events.reduce((sum, event) => sum + event.notionalUsd, 0);
}

test('the interval served does not depend on whether something happened', async () => {
  await seedCandles(env.DB, binance, flatCandles(end, 5 * MINUTE, 12, 50_000));
  await watch(end - DAY, end + HOUR);
  const served = async () => (await history('symbol=BTC&range=24h&interval=5m')).interval;
  expect(await served()).toBe('5m');
  const event = { exchange: 'binance', instrument: 'BTCUSDT', symbol: 'BTC', side: 'long' } as const;
  const late = {
    ...event,
    price: 1,
    priceKind: 'fill',
    quantity: 1,
    notionalUsd: 1,
    time: end - 9 * HOUR,
    id: '1',
  } as const;
  await saveLiquidations(env.DB, [late]);
  await rollUpBars(env.DB, end + HOUR);
  expect(await served()).toBe('5m');
  await saveLiquidations(env.DB, [{ ...late, time: end - DAY + 70 * MINUTE }]);
  expect(await served()).toBe('5m');
  // Of an exchange of which only hours are known, none can be told by five minutes.
  await seedBars(
    env.DB,
    { symbol: 'BTC', exchange: 'okx' },
    hourlyBars(end - 2 * HOUR, 1, 10).map(({ count: _, ...bar }) => bar),
  );
  expect(await served()).toBe('1h');
});

test('no question is answered with more than 3000 bars', () => {
  expect(servedInterval('1m', '24h', [])).toBe('1m');
  expect(servedInterval('1m', '30d', [])).toBe('15m');
  expect(servedInterval('1m', '1y', [])).toBe('4h');
});

test('the interval served is the least not finer than asked in which the steps there are fit', () => {
  expect(servedInterval('5m', '24h', [HOUR])).toBe('1h');
  expect(servedInterval('4h', '24h', [HOUR])).toBe('4h');
  expect(servedInterval('4h', '24h', [6 * HOUR, 4 * HOUR])).toBe('12h');
  expect(servedInterval('12h', '24h', [DAY])).toBe('1d');
});
