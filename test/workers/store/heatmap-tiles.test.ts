import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import {
  appendColumns,
  readColumns,
  readNewestColumn,
  storedResolutions,
  TILE_COLUMNS,
  type TimedColumn,
} from '../../../workers/store/heatmap-tiles.ts';
import { decodeColumns, encodeColumn } from '../../../workers/store/tile-columns.ts';

const key = { symbol: 'BTC', exchange: 'all', resolution: HOUR } as const;
const start = 1_722_816_000_000;
const column = (time: number, usd: number): TimedColumn => ({
  time,
  column: { firstLevel: 10_800, usd: Float64Array.of(0, usd, 0) },
});
const append = (columns: TimedColumn[]) => env.DB.batch(appendColumns(env.DB, key, columns));
const read = (from: number, to: number) => readColumns(env.DB, { ...key, from, to });

beforeEach(async () => {
  await env.DB.exec('DELETE FROM heatmap_tiles');
});

test('a column keeps its place, its level and its dollars within 0.3 %', () => {
  const text = encodeColumn(95, { firstLevel: -2_304, usd: Float64Array.of(0, 1, 1_234.5, 0, 9e9, 0) });
  const [{ index, column } = { index: 0, column: { firstLevel: 0, usd: [] as number[] } }] =
    decodeColumns(text);
  expect(index).toBe(95);
  expect(column.firstLevel).toBe(-2_303);
  expect([...column.usd].map(usd => Math.round(usd / 5) * 5)).toHaveLength(4);
  expect(column.usd[0]).toBe(1);
  expect((column.usd[1] as number) / 1_234.5).toBeCloseTo(1, 2);
  expect(column.usd[2]).toBe(0);
  expect((column.usd[3] as number) / 9e9).toBeCloseTo(1, 2);
});

test('columns of nothing and concatenated columns decode one after another', () => {
  const nothing = encodeColumn(0, { firstLevel: 7, usd: new Float64Array(3) });
  const text = nothing + encodeColumn(4_000, { firstLevel: 8, usd: Float64Array.of(1) });
  expect(decodeColumns(text).map(({ index, column }) => [index, column.usd.length])).toEqual([
    [0, 0],
    [4_000, 1],
  ]);
});

test('a broken or impossible column says so', () => {
  expect(() => decodeColumns('AAA')).toThrow('expected a base64 digit at 3, got "the end"');
  expect(() => decodeColumns('AA*')).toThrow('got "*"');
  expect(() => encodeColumn(0, { firstLevel: 0, usd: Float64Array.of(Number.NaN) })).toThrow('got NaN');
});

test('columns appended in runs across tiles are read back in order, holes absent', async () => {
  const times = [0, 1, 3, TILE_COLUMNS, TILE_COLUMNS + 1].map(hours => start + hours * HOUR);
  await append(times.slice(0, 2).map(time => column(time, 100)));
  await append(times.slice(2).map(time => column(time, 200)));
  const columns = await read(start, start + 200 * HOUR);
  expect(columns.map(({ time }) => time)).toEqual(times);
  expect(columns[2]?.column.usd[0]).toBeCloseTo(200, 0);
  expect((await read(start + HOUR, start + 3 * HOUR)).map(({ time }) => time)).toEqual([start + HOUR]);
});

test('appending what is stored already changes nothing', async () => {
  const run = [column(start, 100), column(start + HOUR, 100)];
  await append(run);
  await append(run);
  await append([column(start + HOUR, 300)]);
  const columns = await read(start, start + 9 * HOUR);
  expect(columns.map(({ time }) => time)).toEqual([start, start + HOUR]);
  expect(columns[1]?.column.usd[0]).toBeCloseTo(100, 0);
});

test('the newest column is that of the finest width', async () => {
  expect(await readNewestColumn(env.DB, key)).toBeUndefined();
  await append([column(start, 100), column(start + HOUR, 150)]);
  await env.DB.batch(appendColumns(env.DB, { ...key, resolution: 24 * HOUR }, [column(start, 999)]));
  expect(await storedResolutions(env.DB, key)).toEqual([HOUR, 24 * HOUR]);
  expect(await readNewestColumn(env.DB, key)).toMatchObject({ time: start + HOUR, resolution: HOUR });
});
