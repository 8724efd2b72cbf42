import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { ExchangeSet } from '../../../schema/exchange.ts';
import { DAY, HOUR } from '../../../schema/range.ts';
import {
  appendColumns,
  type FinishedColumn,
  pruneTiles,
  readNewestColumn,
  storedResolutions,
} from '../../../workers/store/heatmap-tiles.ts';
import { readColumns } from '../../support/read-columns.ts';

const start = 1_722_816_000_000;
const column = (hours: number, usd: number, exchange: ExchangeSet = 'all') => ({
  exchange,
  resolution: HOUR,
  time: start + hours * HOUR,
  column: { firstLevel: 10_800, usd: Float64Array.of(0, usd, 0) },
});
const append = (columns: FinishedColumn[]) => env.DB.batch(appendColumns(env.DB, 'BTC', columns));
const read = (fromHours: number, toHours: number, exchange: ExchangeSet = 'all') =>
  readColumns(env.DB, {
    symbol: 'BTC',
    exchange,
    resolution: HOUR,
    from: start + fromHours * HOUR,
    to: start + toHours * HOUR,
  });
const hours = (columns: { time: number }[]) => columns.map(({ time }) => (time - start) / HOUR);
const rows = async () =>
  (await env.DB.prepare('SELECT count(*) AS n FROM heatmap_tiles').first('n')) as number;

beforeEach(async () => {
  await env.DB.exec('DELETE FROM heatmap_tiles');
});

test('columns appended in runs across tiles are read back in order, holes absent', async () => {
  await append([column(0, 100), column(1, 100)]);
  await append([column(3, 200), column(96, 200), column(97, 200)]);
  const columns = await read(0, 200);
  expect(hours(columns)).toEqual([0, 1, 3, 96, 97]);
  expect(columns[2]?.column.firstLevel).toBe(10_801);
  expect(columns[2]?.column.usd[0]).toBeCloseTo(200, 0);
  expect(hours(await read(1, 3))).toEqual([1]);
});

test('the exchanges of a symbol share their rows and are told apart', async () => {
  await append([column(0, 100, 'binance'), column(0, 50, 'okx'), column(0, 150), column(1, 101, 'binance')]);
  expect(await rows()).toBe(2);
  expect(hours(await read(0, 9, 'binance'))).toEqual([0, 1]);
  expect((await read(0, 9, 'okx'))[0]?.column.usd[0]).toBeCloseTo(50, 0);
  expect(await read(0, 9, 'bybit')).toEqual([]);
});

test('the layers of the sum are kept beside it, each by itself', async () => {
  await append([column(0, 100), { ...column(0, 70), layer: 'low' }, { ...column(0, 30), layer: 'upTo10' }]);
  const layer = (name: 'low' | 'upTo10' | 'from50') =>
    readColumns(env.DB, {
      symbol: 'BTC',
      exchange: 'all',
      layer: name,
      resolution: HOUR,
      from: start,
      to: start + DAY,
    });
  expect((await layer('low'))[0]?.column.usd[0]).toBeCloseTo(70, 0);
  expect((await layer('upTo10'))[0]?.column.usd[0]).toBeCloseTo(30, 0);
  expect(await layer('from50')).toEqual([]);
  expect((await read(0, 9))[0]?.column.usd[0]).toBeCloseTo(100, 0);
});

test('an exchange that comes late is read in its place', async () => {
  await append([column(5, 100, 'binance')]);
  await append([column(2, 50, 'okx'), column(1, 10, 'binance')]);
  expect(hours(await read(0, 9, 'binance'))).toEqual([1, 5]);
});

test('the newest column is that of the finest width', async () => {
  const key = { symbol: 'BTC', exchange: 'all' } as const;
  expect(await readNewestColumn(env.DB, key)).toBeUndefined();
  await append([column(0, 100), column(1, 150), { ...column(0, 999), resolution: DAY }]);
  expect(await storedResolutions(env.DB, key)).toEqual([HOUR, DAY]);
  expect(await readNewestColumn(env.DB, key)).toMatchObject({ time: start + HOUR, resolution: HOUR });
});

test('the newest column of an exchange is not looked for in widths that only others have', async () => {
  await append([column(0, 1, 'binance'), { ...column(0, 2, 'aggregate'), resolution: DAY }]);
  const newest = await readNewestColumn(env.DB, { symbol: 'BTC', exchange: 'aggregate' });
  expect(newest).toMatchObject({ time: start, resolution: DAY });
});

test('pruning takes whole tiles that are too old, and no others', async () => {
  await append([column(0, 1, 'okx'), column(0, 1), column(200, 1), { ...column(0, 1), resolution: DAY }]);
  await pruneTiles(env.DB, { symbol: 'BTC', resolution: HOUR }, start + 150 * HOUR);
  expect(hours(await read(0, 300))).toEqual([200]);
  expect(await read(0, 300, 'okx')).toEqual([]);
  expect(await storedResolutions(env.DB, { symbol: 'BTC', exchange: 'all' })).toEqual([HOUR, DAY]);
});
