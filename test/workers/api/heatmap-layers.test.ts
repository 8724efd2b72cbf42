import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { Heatmap, HeatmapJson } from '../../../schema/answer/heatmap.ts';
import type { Problem } from '../../../schema/answer/problem.ts';
import { cellValues } from '../../../schema/cells.ts';
import { decodeHeatmapBin } from '../../../schema/heatmap-bin.ts';
import { decodeHeatmapJson } from '../../../schema/heatmap-json.ts';
import type { Layer } from '../../../schema/layer.ts';
import { STORED_LAYER_PLACES } from '../../../schema/layer.ts';
import { LEVERAGE_GROUP_NAMES } from '../../../schema/leverage-group.ts';
import { DAY, HOUR } from '../../../schema/range.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { inside } from '../../support/symbol-record.ts';
import { ask, askJson, seedColumns } from './market.ts';

const end = Date.UTC(2024, 7, 5, 12);
const start = end - DAY;
const ALL = 'band,priorShare,split';
/** What each layer holds at 48,000, where 2 million stand; three quarters of them from 50×. */
const LAYER_USD = {
  low: 1e6,
  high: 4e6,
  assumed: 5e5,
  upTo10: 2e5,
  from20To25: 3e5,
  from50: 1.5e6,
} as const satisfies Record<Layer, number>;

beforeEach(async () => {
  await clearMarkets(env.DB);
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'binance' }, flatCandles(start, HOUR, 24, 50_000));
  const hours = Array.from({ length: 24 }, (_, i) => start + i * HOUR);
  const set = { symbol: 'BTC', exchange: 'all', resolution: HOUR } as const;
  await seedColumns(
    set,
    hours.map(time => ({ time, usd: { 48000: 2e6, 52000: 1e6 } })),
  );
  for (const [layer, usd] of Object.entries(LAYER_USD))
    await seedColumns(
      { ...set, layer: layer as Layer },
      hours.map(time => ({ time, usd: { 48000: usd } })),
    );
});

const json = async (query: string) =>
  decodeHeatmapJson(await askJson<HeatmapJson>(`/v1/heatmap?symbol=BTC&${query}`));
const cellAt = ({ price }: Heatmap, x: number, usd: number) =>
  x * price.count + Math.floor(Math.log(usd / price.first) / Math.log(price.ratio));
const usdOf = (bytes: Uint8Array | undefined, at: number, cells: { min: number; max: number } | undefined) =>
  cellValues(cells?.min ?? 0, cells?.max ?? 0)[bytes?.[at] ?? 0] as number;

test('the band, the share of the prior and the split come beside the cells, each on its own scale', async () => {
  const grid = await json(`with=${ALL}`);
  const at = cellAt(grid, 5, 48_000);
  const { layers, band, split } = grid;
  expect(usdOf(grid.bytes, at, grid.cells) / 2e6).toBeCloseTo(1, 1);
  expect(usdOf(layers?.low, at, band?.low) / 1e6).toBeCloseTo(1, 1);
  expect(usdOf(layers?.high, at, band?.high) / 4e6).toBeCloseTo(1, 1);
  expect(usdOf(layers?.upTo10, at, split?.upTo10) / 2e5).toBeCloseTo(1, 1);
  expect(usdOf(layers?.from20To25, at, split?.from20To25) / 3e5).toBeCloseTo(1, 1);
  expect(usdOf(layers?.from50, at, split?.from50) / 1.5e6).toBeCloseTo(1, 1);
  // A quarter of the dollars rests on the prior; where nothing of it stands, none.
  expect((layers?.priorShare?.[at] as number) / 255).toBeCloseTo(0.25, 2);
  expect(layers?.priorShare?.[cellAt(grid, 5, 52_000)]).toBe(0);
});

test('only what is asked for is sent, in any order and case', async () => {
  const grid = await json('with=BAND');
  expect(Object.keys(grid.layers ?? {})).toEqual(['low', 'high']);
  expect(grid).not.toHaveProperty('split');
  expect(grid).not.toHaveProperty('priorShare');
  expect(Object.keys((await json('with=split,band')).layers ?? {})).toEqual([
    'low',
    'high',
    ...LEVERAGE_GROUP_NAMES,
  ]);
  expect(await json('range=24h')).not.toHaveProperty('layers');
});

test('the binary form holds the same bytes after the cells, and a cut one is refused', async () => {
  const buffer = await (await ask(`/v1/heatmap?symbol=BTC&format=bin&with=${ALL}`)).arrayBuffer();
  expect(decodeHeatmapBin(buffer)).toEqual(await json(`with=${ALL}`));
  expect(() => decodeHeatmapBin(buffer.slice(0, -1))).toThrow(/expected \d+ cells, got \d+/);
});

test('since cuts the layers as it cuts the cells', async () => {
  const whole = await json(`with=${ALL}`);
  const tail = await json(`with=${ALL}&since=${end - 2 * HOUR}`);
  expect(tail.time.count).toBe(2);
  for (const [name, bytes] of Object.entries(tail.layers ?? {}))
    expect(bytes, name).toEqual(whole.layers?.[name as 'low']?.slice(22 * whole.price.count));
});

test('one leverage group is a grid of its own, in the rows of the whole', async () => {
  const grid = await json('leverage=FROM50');
  expect(grid.leverage).toBe('from50');
  expect(usdOf(grid.bytes, cellAt(grid, 5, 48_000), grid.cells) / 1.5e6).toBeCloseTo(1, 1);
  expect(usdOf(grid.bytes, cellAt(grid, 5, 52_000), grid.cells)).toBe(0);
  expect(grid.price).toEqual((await json('range=24h')).price);
});

test('a market without layers has empty ones', async () => {
  await inside('BTC', own => {
    own.sql.exec('UPDATE open SET layers = NULL');
    for (const place of Object.values(STORED_LAYER_PLACES))
      own.sql.exec('DELETE FROM closed WHERE owner = ?', place);
  });
  const grid = await json(`with=${ALL}`);
  expect(grid.band).toMatchObject({ low: { min: 0, max: 0 } });
  expect(grid.layers?.high?.every(byte => byte === 0)).toBe(true);
});

test.each(['leverage=from50', 'with=band'])('of one exchange there is no %s', async query => {
  const response = await ask(`/v1/heatmap?symbol=BTC&exchange=binance&${query}`);
  expect(response.status).toBe(404);
  expect((await response.json<Problem>()).parameter).toBe('exchange');
});

test('what qualifies the cells is left out where it is not kept of them, or has no place', async () => {
  const bare = await (await ask('/v1/heatmap?symbol=BTC&leverage=from50')).json<HeatmapJson>();
  const response = await ask('/v1/heatmap?symbol=BTC&leverage=from50&with=band');
  expect(await response.json()).toEqual(bare);
  expect(bare.band).toBeUndefined();
  expect((await ask('/v1/heatmap?symbol=BTC&format=coinglass&with=band')).status).toBe(200);
});

test.each([
  ['with=band,bands', 'with'],
  ['with=', 'with'],
  ['leverage=100', 'leverage'],
])('%s is refused', async (query, parameter) => {
  const response = await ask(`/v1/heatmap?symbol=BTC&${query}`);
  expect(response.status).toBe(400);
  expect((await response.json<Problem>()).parameter).toBe(parameter);
});
