import { beforeEach, expect, test } from 'vitest';
import type { ExchangeSet } from '../../../schema/exchange.ts';
import { DAY, HOUR } from '../../../schema/range.ts';
import { type FinishedColumn, packFinished, readNewestColumn } from '../../../workers/symbol/columns.ts';
import { readHead } from '../../../workers/symbol/head.ts';
import { write } from '../../../workers/symbol/own.ts';
import { readColumns } from '../../support/read-columns.ts';
import { forgetSymbols, inside, storeColumns } from '../../support/symbol-record.ts';

const start = 1_722_816_000_000;
const column = (hours: number, usd: number, exchange: ExchangeSet = 'all') => ({
  exchange,
  resolution: HOUR,
  time: start + hours * HOUR,
  column: { firstLevel: 10_800, usd: Float64Array.of(0, usd, 0) },
});
const append = (columns: FinishedColumn[]) => storeColumns('BTC', columns);
const read = (fromHours: number, toHours: number, exchange: ExchangeSet = 'all') =>
  readColumns({
    symbol: 'BTC',
    exchange,
    resolution: HOUR,
    from: start + fromHours * HOUR,
    to: start + toHours * HOUR,
  });
const hours = (columns: { time: number }[]) => columns.map(({ time }) => (time - start) / HOUR);
const rows = (table: 'open' | 'closed') =>
  inside('BTC', own => own.sql.exec(`SELECT * FROM ${table}`).toArray().length);
const newest = (exchange: ExchangeSet) =>
  inside('BTC', own => readNewestColumn(own, readHead(own, 'BTC'), { exchange }));

beforeEach(() => forgetSymbols('BTC'));

test('columns of several runs are read back in order, holes absent', async () => {
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
  expect(await rows('open')).toBe(2);
  expect(hours(await read(0, 9, 'binance'))).toEqual([0, 1]);
  expect((await read(0, 9, 'okx'))[0]?.column.usd[0]).toBeCloseTo(50, 0);
  expect(await read(0, 9, 'bybit')).toEqual([]);
});

test('the layers of the sum are kept beside it, each by itself', async () => {
  await append([column(0, 100), { ...column(0, 70), layer: 'low' }, { ...column(0, 30), layer: 'upTo10' }]);
  const layer = (name: 'low' | 'upTo10' | 'from50') =>
    readColumns({
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
  expect(await newest('all')).toBeUndefined();
  await append([column(0, 100), column(1, 150), { ...column(0, 999), resolution: DAY }]);
  expect(await newest('all')).toMatchObject({ time: start + HOUR, resolution: HOUR });
});

test('the newest column of an exchange is not looked for in widths that only others have', async () => {
  await append([column(0, 1, 'binance'), { ...column(0, 2, 'aggregate'), resolution: DAY }]);
  expect(await newest('aggregate')).toMatchObject({ time: start, resolution: DAY });
});

test('the newest column of an exchange that others have gone on without is found in its closed run', async () => {
  await append([column(3, 7, 'okx'), column(0, 1)]);
  await append([column(60, 1)]);
  expect(await newest('okx')).toMatchObject({ time: start + 3 * HOUR });
});

test('a run is closed in a row for each owner when the next one begins, and the ring is overwritten in place', async () => {
  const at = (hours: number) => [column(hours, 100 + hours), column(hours, 50 + hours, 'okx')];
  for (let i = 0; i < 100; i++) await append(at(i));
  // 100 hours from a midnight 12 hours into a run.
  expect([await rows('open'), await rows('closed')]).toEqual([48, 2 * 2]);
  const columns = await read(0, 100);
  expect(hours(columns)).toEqual([...Array(100).keys()]);
  expect(columns[77]?.column.usd[0]).toBeCloseTo(177, -1);
  expect(hours(await read(30, 70, 'okx'))).toEqual(Array.from({ length: 40 }, (_, i) => 30 + i));
});

test('a column that is there stays as it is, in the ring and in a closed run', async () => {
  await append([column(0, 100), column(60, 100)]);
  const before = await read(0, 99);
  await append([column(0, 999), column(60, 999)]);
  expect(await read(0, 99)).toEqual(before);
});

test('closed runs that are too old are deleted when the next one is closed', async () => {
  const add = (columns: FinishedColumn[]) =>
    inside('BTC', async own => write(own, await packFinished(own, columns, () => 200 * HOUR)));
  for (let i = 0; i < 500; i += 10) await add([column(i, 1)]);
  const [first = 0] = hours(await read(0, 500));
  expect(first).toBeGreaterThanOrEqual(500 - 200 - 3 * 48);
  expect(first).toBeLessThanOrEqual(500 - 200);
});
