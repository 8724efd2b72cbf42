import { applyD1Migrations, reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { ExchangeSet } from '../../../schema/exchange.ts';
import type { Layer } from '../../../schema/layer.ts';
import { LEVERAGE_GROUP_NAMES } from '../../../schema/leverage-group.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import type { SymbolObject } from '../../../workers/cron/symbol-object.ts';
import { MODEL_VERSION } from '../../../workers/model/filter.ts';
import { codesOf } from '../../../workers/store/tile-columns.ts';
import { columnText } from '../../../workers/symbol/columns.ts';
import { readForecasts } from '../../../workers/symbol/ledger.ts';
import { readColumns } from '../../support/read-columns.ts';
import { seedCandles, waveCandles } from '../../support/seed-candles.ts';
import { forgetSymbols, inside, step as stepStored } from '../../support/symbol-record.ts';

const start = 1_722_816_000_000;
const db = env.DB;

beforeEach(async () => {
  await reset();
  await applyD1Migrations(db, env.MIGRATIONS);
});

const step = ({ limit = 1_000, now = start + 99 * DAY, version = MODEL_VERSION } = {}) =>
  stepStored('BTC', { now, limit, version });
const ledger = () => inside('BTC', own => readForecasts(own, { from: 0, to: start + 99 * DAY }));
const columns = (exchange: ExchangeSet, resolution: number) =>
  readColumns({ symbol: 'BTC', exchange, resolution, from: 0, to: start + 99 * DAY });
const total = (column: { usd: Float64Array } | undefined) => column?.usd.reduce((a, b) => a + b, 0) ?? 0;

test('every candle becomes a column, every two an even one, for the exchange and for all', async () => {
  await seedCandles(db, 'BTC', 'binance', waveCandles(start, 49));
  expect(await step()).toEqual({ candles: 49, more: false });
  for (const exchange of ['binance', 'all'] as const) {
    expect((await columns(exchange, HOUR)).map(({ time }) => time)).toEqual(
      Array.from({ length: 49 }, (_, i) => start + i * HOUR),
    );
    expect(await columns(exchange, 2 * HOUR)).toHaveLength(24);
    expect(await columns(exchange, DAY)).toHaveLength(2);
  }
  const hourly = await columns('all', HOUR);
  expect((await columns('all', DAY))[0]?.column).toEqual(hourly[23]?.column);
  expect(total(hourly.at(-1)?.column)).toBeGreaterThan(1e6);
});

test('stepping in small runs leaves the same rows as one run', async () => {
  await seedCandles(db, 'BTC', 'binance', waveCandles(start, 60));
  while ((await step({ limit: 7 })).more);
  const small = [await columns('all', HOUR), await columns('all', 6 * HOUR), await states()];
  await forgetSymbols('BTC');
  await step();
  expect([await columns('all', HOUR), await columns('all', 6 * HOUR), await states()]).toEqual(small);
});

test('the ledger holds a forecast per candle but the first, with the digest of its column', async () => {
  const candles = waveCandles(start, 30);
  await seedCandles(db, 'BTC', 'binance', candles);
  await db
    .prepare(`INSERT INTO liquidation_bars VALUES ('BTC', 'binance', ?, ?, 5000, 0, NULL)`)
    .bind(start + 20 * HOUR, HOUR)
    .run();
  await step({ limit: 11 });
  await step();
  const rows = await ledger();
  expect(rows.map(row => (row.time - start) / HOUR)).toEqual(Array.from({ length: 29 }, (_, i) => i + 1));
  expect(rows[19]).toMatchObject({ observedLongUsd: 5000, observedShortUsd: 0 });
  expect(rows[18]).not.toHaveProperty('observedLongUsd');
  expect(rows.some(row => row.forecastLongUsd > 0)).toBe(true);
  const published = (await columns('all', HOUR))[20];
  const text =
    published && columnText({ exchange: 'all', resolution: HOUR }, published.time, codesOf(published.column));
  const digest = new Uint8Array(
    await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)),
  ).toHex();
  expect(rows[19]?.columnSha256).toBe(digest);
});

test('a second run finds nothing to do', async () => {
  await seedCandles(db, 'BTC', 'binance', waveCandles(start, 30));
  await step();
  expect(await step()).toEqual({ candles: 0, more: false });
  expect(await columns('all', HOUR)).toHaveLength(30);
});

test('of two beats at the same time the second finds nothing left to do', async () => {
  await seedCandles(db, 'BTC', 'binance', waveCandles(start, 30));
  await step({ limit: 10 });
  const objects = env.SYMBOL_OBJECTS as unknown as DurableObjectNamespace<SymbolObject>;
  const beat = () => objects.getByName('BTC').beat({ symbol: 'BTC', now: start + 99 * DAY, review: false });
  const reports = await Promise.all([beat(), beat()]);
  expect(reports.map(report => report.failures)).toEqual([[], []]);
  expect(await columns('all', HOUR)).toHaveLength(30);
});

test('a hole in the candles is a hole in the columns, and what it cut short is kept', async () => {
  const candles = waveCandles(start, 40);
  await seedCandles(db, 'BTC', 'binance', [...candles.slice(0, 15), ...candles.slice(22)]);
  await step();
  const hours = async (width: number) =>
    (await columns('all', width)).map(({ time }) => (time - start) / HOUR);
  expect(await hours(HOUR)).toEqual([...Array(15).keys(), ...Array.from({ length: 18 }, (_, i) => 22 + i)]);
  expect((await hours(2 * HOUR)).slice(6, 10)).toEqual([12, 14, 22, 24]);
  const [even, hourly] = [await columns('all', 2 * HOUR), await columns('all', HOUR)];
  expect(even[7]?.column).toEqual(hourly[14]?.column);
});

test('all is the sum of the venues; a recording of sums is not added to them', async () => {
  const candles = waveCandles(start, 30);
  for (const exchange of ['binance', 'bybit', 'aggregate'] as const)
    await seedCandles(db, 'BTC', exchange, candles);
  await step();
  const [one, all] = [(await columns('binance', HOUR)).at(-1), (await columns('all', HOUR)).at(-1)];
  expect(total(all?.column) / total(one?.column)).toBeCloseTo(2, 2);
});

test('the sum of one venue is what stands on that venue, and of two its levels added', async () => {
  await seedCandles(db, 'BTC', 'binance', waveCandles(start, 6));
  await step();
  const alone = (await columns('binance', HOUR)).map(({ time, column }) => ({ time, column }));
  const sum = (await columns('all', HOUR)).map(({ time, column }) => ({ time, column }));
  expect(alone.every(({ column }) => total(column) > 0)).toBe(true);
  expect(sum).toEqual(alone);
  await seedCandles(db, 'BTC', 'bybit', waveCandles(start + 6 * HOUR, 3));
  await step();
  const [last, binance, bybit] = await Promise.all(
    (['all', 'binance', 'bybit'] as const).map(async exchange => (await columns(exchange, HOUR)).at(-1)),
  );
  expect(bybit?.time).toBe(start + 8 * HOUR);
  expect(binance?.time).toBe(start + 5 * HOUR);
  // Binance stands as it stood at its last candle; codes of a column are 0.29 % from the value at most.
  expect(total(last?.column) / (total(binance?.column) + total(bybit?.column))).toBeCloseTo(1, 2);
});

test('a new version of the model rewrites nothing and goes on where the old one stopped', async () => {
  const candles = waveCandles(start, 40);
  await seedCandles(db, 'BTC', 'binance', candles.slice(0, 30));
  await step();
  const rows = async () => [await columns('all', HOUR), await columns('binance', HOUR), await ledger()];
  const before = await rows();
  const version = MODEL_VERSION + 1;
  await step({ limit: 20, version });
  expect(await versions()).toEqual([MODEL_VERSION, version]);
  await step({ version });
  expect(await rows()).toEqual(before);
  expect(await versions()).toEqual([version]);
  await seedCandles(db, 'BTC', 'binance', candles.slice(30));
  await step({ version });
  const after = await rows();
  expect(after.map(part => part.length)).toEqual([40, 40, 39]);
  expect(after.map((part, i) => part.slice(0, before[i]?.length))).toEqual(before);
});

const versions = () =>
  inside('BTC', own =>
    own.sql
      .exec<{ version: number }>('SELECT version FROM states ORDER BY version')
      .toArray()
      .map(row => row.version),
  );

test('the sum is stored with its band and its leverage groups', async () => {
  await seedCandles(db, 'BTC', 'binance', waveCandles(start, 30));
  await step();
  const layer = async (name: Layer) =>
    total(
      (
        await readColumns({
          symbol: 'BTC',
          exchange: 'all',
          layer: name,
          resolution: HOUR,
          from: 0,
          to: start + DAY * 9,
        })
      ).at(-1)?.column,
    );
  const mean = total((await columns('all', HOUR)).at(-1)?.column);
  let groups = 0;
  for (const group of LEVERAGE_GROUP_NAMES) groups += await layer(group);
  expect(groups / mean).toBeCloseTo(1, 2);
  expect(await layer('low')).toBeLessThan(mean);
  expect(await layer('high')).toBeGreaterThan(mean);
  expect(await layer('assumed')).toBeLessThanOrEqual(mean * 1.01);
});

test('the sum waits for a venue whose candle is late, but not for ever', async () => {
  const candles = waveCandles(start, 30);
  await seedCandles(db, 'BTC', 'binance', candles);
  await seedCandles(db, 'BTC', 'bybit', candles.slice(0, 29));
  const close = start + 30 * HOUR;
  await step({ now: close + 60_000 });
  expect(await columns('all', HOUR)).toHaveLength(29);
  await step({ now: close + 240_000 });
  expect(await columns('all', HOUR)).toHaveLength(30);
  await seedCandles(db, 'BTC', 'bybit', candles.slice(29));
  await step({ now: close + 300_000 });
  expect(await columns('bybit', HOUR)).toHaveLength(30);
  expect(await columns('all', HOUR)).toHaveLength(30);
});

test('the sum does not wait for a venue of longer candles before its next one has closed', async () => {
  const quarter = 15 * MINUTE;
  const begin = start + 12 * HOUR;
  await seedCandles(db, 'BTC', 'binance', waveCandles(begin, 6, 5 * MINUTE));
  await seedCandles(db, 'BTC', 'kraken', waveCandles(begin, 2, quarter));
  await step({ now: begin + 2 * quarter + MINUTE });
  const last = async () => (await columns('all', 5 * MINUTE)).at(-1)?.time;
  expect(await last()).toBe(begin + 25 * MINUTE);
  // Five minutes on, kraken's candle is open still; ten more, and it is what is waited for.
  await seedCandles(db, 'BTC', 'binance', waveCandles(begin, 9, 5 * MINUTE).slice(6));
  await step({ now: begin + 3 * quarter + MINUTE });
  expect(await last()).toBe(begin + 35 * MINUTE);
});

const states = () => inside('BTC', own => own.sql.exec('SELECT lanes FROM states').toArray());
