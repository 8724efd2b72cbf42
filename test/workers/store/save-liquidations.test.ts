import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { Liquidation } from '../../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { saveBars } from '../../../workers/store/save-bars.ts';
import { rollUpBars, saveLiquidations } from '../../../workers/store/save-liquidations.ts';
import { untoldLiquidations } from '../../../workers/store/untold-liquidations.ts';

const midnight = Date.UTC(2026, 0, 5);

const event = (minute: number, notionalUsd: number, more: Partial<Liquidation> = {}): Liquidation => ({
  exchange: 'okx',
  instrument: 'BTC-USDT-SWAP',
  symbol: 'BTC',
  side: 'long',
  price: 100,
  priceKind: 'bankruptcy',
  quantity: notionalUsd / 100,
  notionalUsd,
  time: midnight + minute * MINUTE,
  id: `${minute}|${notionalUsd}`,
  ...more,
});

/** Bars as `step minute long short count`, in minutes since midnight. */
async function bars(step: number): Promise<string[]> {
  const { results } = await env.DB.prepare(
    'SELECT * FROM liquidation_bars WHERE step = ? ORDER BY symbol, exchange, time',
  )
    .bind(step)
    .all<{
      symbol: string;
      exchange: string;
      time: number;
      long_usd: number;
      short_usd: number;
      count: number;
    }>();
  return results.map(
    bar =>
      `${bar.symbol} ${bar.exchange} +${(bar.time - midnight) / MINUTE} ${bar.long_usd} ${bar.short_usd} ${bar.count}`,
  );
}

beforeEach(async () => {
  for (const table of ['liquidations', 'liquidation_bars', 'bar_rollups'])
    await env.DB.exec(`DELETE FROM ${table}`);
});

test('events make bars of their minute, both sides recorded', async () => {
  const { inserted } = await saveLiquidations(env.DB, [
    event(0, 10),
    event(0, 20),
    event(0, 5, { side: 'short' }),
    event(1, 7, { exchange: 'bybit' }),
    event(1, 8, { symbol: 'ETH' }),
  ]);
  expect(inserted).toBe(5);
  expect(await bars(MINUTE)).toEqual(['BTC bybit +1 7 0 1', 'BTC okx +0 30 5 3', 'ETH okx +1 8 0 1']);
});

test('an event written again, in the same call or a later one, changes nothing and is billed nothing', async () => {
  const first = event(0, 10);
  expect((await saveLiquidations(env.DB, [first, first])).inserted).toBe(1);
  const again = await saveLiquidations(env.DB, [first]);
  expect(again).toEqual({ inserted: 0, rowsWritten: 0 });
  expect((await saveLiquidations(env.DB, [first, event(0, 20)])).inserted).toBe(1);
  expect(await bars(MINUTE)).toEqual(['BTC okx +0 30 0 2']);
});

test('the same id on another exchange or at another time is another event', async () => {
  await saveLiquidations(env.DB, [event(0, 10, { id: 'x' })]);
  await saveLiquidations(env.DB, [event(0, 10, { id: 'x', exchange: 'htx' }), event(1, 10, { id: 'x' })]);
  expect(await bars(MINUTE)).toEqual(['BTC htx +0 10 0 1', 'BTC okx +0 10 0 1', 'BTC okx +1 10 0 1']);
});

test('hours and days get their bars once they are over', async () => {
  await saveLiquidations(env.DB, [event(0, 10), event(59, 20), event(60, 40, { side: 'short' })]);
  await rollUpBars(env.DB, midnight + 90 * MINUTE);
  expect(await bars(HOUR)).toEqual(['BTC okx +0 30 0 2']);
  expect(await bars(DAY)).toEqual([]);
  await rollUpBars(env.DB, midnight + DAY);
  await rollUpBars(env.DB, midnight + DAY + MINUTE);
  expect(await bars(HOUR)).toEqual(['BTC okx +0 30 0 2', 'BTC okx +60 0 40 1']);
  expect(await bars(DAY)).toEqual(['BTC okx +0 30 40 3']);
});

test('a late event grows the bars that are made already, and only those', async () => {
  await saveLiquidations(env.DB, [event(0, 10)]);
  await rollUpBars(env.DB, midnight + HOUR);
  await saveLiquidations(env.DB, [event(1, 5), event(1, 5), event(61, 3)]);
  await saveLiquidations(env.DB, [event(1, 5)]);
  expect(await bars(MINUTE)).toEqual(['BTC okx +0 10 0 1', 'BTC okx +1 5 0 1', 'BTC okx +61 3 0 1']);
  expect(await bars(HOUR)).toEqual(['BTC okx +0 15 0 2']);
  expect(await bars(DAY)).toEqual([]);
});

/** A total of okx that somebody recorded, from a minute after midnight on. */
const recorded = (minute: number, step: number, longUsd: number) => ({
  symbol: 'BTC',
  exchange: 'okx' as const,
  time: midnight + minute * MINUTE,
  step,
  longUsd,
  shortUsd: 0,
});
const record = (...bars: ReturnType<typeof recorded>[]) => saveBars(env.DB, { liquidationBars: bars });

test('no hour or day is summed from events in a part of which a total was recorded', async () => {
  await record(recorded(0, HOUR, 100), recorded(120, 5 * MINUTE, 7));
  await saveLiquidations(env.DB, [event(70, 10), event(130, 20), event(24 * 60, 40)]);
  await rollUpBars(env.DB, midnight + 2 * DAY);
  expect(await bars(HOUR)).toEqual(['BTC okx +0 100 0 null', 'BTC okx +60 10 0 1', 'BTC okx +1440 40 0 1']);
  expect(await bars(DAY)).toEqual(['BTC okx +1440 40 0 1']);
});

test('a late event grows no recorded total, and makes no sum beside one', async () => {
  await record(recorded(0, HOUR, 100), recorded(61, MINUTE, 5));
  await rollUpBars(env.DB, midnight + 2 * DAY);
  await saveLiquidations(env.DB, [event(1, 10), event(61, 20), event(62, 30), event(180, 40)]);
  expect(await bars(MINUTE)).toEqual([
    'BTC okx +1 10 0 1',
    'BTC okx +61 5 0 null',
    'BTC okx +62 30 0 1',
    'BTC okx +180 40 0 1',
  ]);
  expect(await bars(HOUR)).toEqual(['BTC okx +0 100 0 null', 'BTC okx +180 40 0 1']);
  expect(await bars(DAY)).toEqual([]);
});

test('what is recorded later takes the place of the sums over events that hold a part of it only', async () => {
  await saveLiquidations(env.DB, [event(10, 10), event(70, 20), event(24 * 60, 40)]);
  await rollUpBars(env.DB, midnight + 2 * DAY);
  expect(await bars(DAY)).toEqual(['BTC okx +0 30 0 2', 'BTC okx +1440 40 0 1']);
  await record(recorded(0, HOUR, 100));
  expect(await bars(MINUTE)).toEqual(['BTC okx +10 10 0 1', 'BTC okx +70 20 0 1', 'BTC okx +1440 40 0 1']);
  expect(await bars(HOUR)).toEqual(['BTC okx +0 100 0 null', 'BTC okx +60 20 0 1', 'BTC okx +1440 40 0 1']);
  expect(await bars(DAY)).toEqual(['BTC okx +1440 40 0 1']);
  await record(recorded(0, HOUR, 100));
  await rollUpBars(env.DB, midnight + 3 * DAY);
  expect(await bars(DAY)).toEqual(['BTC okx +1440 40 0 1']);
});

test('a total of a minute takes the place of the sum of its events, and no later one is added to it', async () => {
  await saveLiquidations(env.DB, [event(61, 20), event(61, 3, { id: 'second' })]);
  await record(recorded(61, MINUTE, 40));
  await saveLiquidations(env.DB, [event(61, 7, { id: 'late' })]);
  expect(await bars(MINUTE)).toEqual(['BTC okx +61 40 0 null']);
});

test("of what another transport tells, what is stored under the first one's identity is left out", async () => {
  await saveLiquidations(env.DB, [event(0, 10, { id: 'by feed' })]);
  const again = event(0, 10 + 1e-10, { id: 'by rest' });
  const missed = [
    event(1, 10, { id: 'later' }),
    event(0, 11, { id: 'larger' }),
    event(0, 10, { id: 'short', side: 'short' }),
    event(0, 10, { id: 'inverse', instrument: 'BTC-USD-SWAP' }),
    event(0, 10, { id: 'elsewhere', exchange: 'htx' }),
  ];
  const untold = await untoldLiquidations(env.DB, [again, ...missed]);
  expect(untold.map(({ id }) => id)).toEqual(['later', 'larger', 'short', 'inverse', 'elsewhere']);
  await saveLiquidations(env.DB, missed);
  expect(await untoldLiquidations(env.DB, missed)).toHaveLength(5);
});

test('of more events than one statement takes, those that are told already are left out wherever they stand', async () => {
  await saveLiquidations(
    env.DB,
    [0, 4_000, 8_999].map(i => event(0, 100, { id: `feed ${i}`, time: midnight + i })),
  );
  const listed = Array.from({ length: 9_000 }, (_, i) =>
    event(0, 100, { id: `list ${i}`, time: midnight + i }),
  );
  const untold = await untoldLiquidations(env.DB, listed);
  expect(untold).toEqual(listed.filter((_, i) => ![0, 4_000, 8_999].includes(i)));
});

test('a burst costs about one row an event', async () => {
  const symbols = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'BNB', 'ADA', 'LINK', 'AVAX', 'SUI'];
  // 12,000 events within 15 seconds over ten symbols: one flush of a minute's share.
  const burst = Array.from({ length: 12_000 }, (_, i) =>
    event(0, 100, { id: `n${i}`, symbol: symbols[i % 10] ?? '', time: midnight + i }),
  );
  const { inserted, rowsWritten } = await saveLiquidations(env.DB, burst);
  expect(inserted).toBe(12_000);
  // Two statements of some 8,000 short events, each with a row of news and the ten bars they grow.
  expect(rowsWritten).toBe(12_000 + 2 * (10 + 1));
});
