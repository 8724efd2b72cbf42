import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { CoinglassHeatmap } from '../../../schema/answer/coinglass.ts';
import type { Heatmap, HeatmapJson } from '../../../schema/answer/heatmap.ts';
import { cellValues } from '../../../schema/cells.ts';
import { decodeHeatmapBin } from '../../../schema/heatmap-bin.ts';
import { decodeHeatmapJson } from '../../../schema/heatmap-json.ts';
import { levelOf } from '../../../schema/lattice.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { ask, askJson, seedColumns } from './market.ts';

const end = Date.UTC(2024, 7, 5, 12);
const start = end - DAY;
const btc = { symbol: 'BTC', exchange: 'binance' } as const;
const hourly = { symbol: 'BTC', exchange: 'all', resolution: HOUR } as const;

/** A day of hourly candles at 50,000 with 2 million of longs at 48,000 and 1 million of shorts at 52,000. */
async function seedDay(): Promise<void> {
  await seedCandles(env.DB, btc, flatCandles(start, HOUR, 24, 50_000));
  await seedColumns(
    hourly,
    Array.from({ length: 24 }, (_, i) => ({ time: start + i * HOUR, usd: { 48000: 2e6, 52000: 1e6 } })),
  );
}

/** USD of the cell that holds a price, as a client reads it. */
function cellAt({ bytes, cells, price, time }: Heatmap, x: number, usdPrice: number): number {
  const y = Math.floor(Math.log(usdPrice / price.first) / Math.log(price.ratio));
  expect(x).toBeLessThan(time.count);
  return cellValues(cells.min, cells.max)[bytes[x * price.count + y] as number] as number;
}

const heatmap = async (query: string, init?: Parameters<typeof ask>[1]) =>
  decodeHeatmapJson(await askJson<HeatmapJson>(`/v1/heatmap?${query}`, init));

beforeEach(() => clearMarkets(env.DB));

test('the heatmap says where dollars stand, over candles, up to the last close', async () => {
  await seedDay();
  const grid = await heatmap('symbol=BTC');
  expect(grid).toMatchObject({
    symbol: 'BTC',
    exchange: 'all',
    range: '24h',
    resolution: '1h',
    unit: 'usd',
    generatedAt: end,
    stale: false,
    mode: 'replay',
    time: { start, step: HOUR, count: 24 },
    coverage: [{ exchange: 'binance', share: 1, gaps: [] }],
  });
  expect(cellAt(grid, 0, 48_000) / 2e6).toBeCloseTo(1, 2);
  expect(cellAt(grid, 23, 52_000) / 1e6).toBeCloseTo(1, 2);
  expect(cellAt(grid, 23, 50_000)).toBe(0);
  expect(grid.candles.time).toHaveLength(24);
  expect(grid.candles.low[0]).toBeCloseTo(49_950, 6);
});

test('a hole in the data is a hole in the picture, in the candles and in the coverage', async () => {
  const hole = start + 5 * HOUR;
  const candles = flatCandles(start, HOUR, 24, 50_000).filter(candle => candle.time !== hole);
  await seedCandles(env.DB, btc, candles);
  await seedColumns(
    hourly,
    candles.map(({ time }) => ({ time, usd: { 48000: 1e6 } })),
  );
  const grid = await heatmap('symbol=BTC');
  expect(cellAt(grid, 4, 48_000)).toBeGreaterThan(0);
  expect([...grid.bytes.subarray(5 * grid.price.count, 6 * grid.price.count)].every(byte => byte === 0)).toBe(
    true,
  );
  expect(grid.candles.time).not.toContain(hole);
  expect(grid.coverage).toEqual([{ exchange: 'binance', share: 0.9583, gaps: [[hole, hole + HOUR]] }]);
});

test('a last bucket that is not over yet is drawn as far as it is known', async () => {
  await seedDay();
  await seedCandles(env.DB, btc, flatCandles(end, HOUR, 1, 51_000));
  await seedColumns(hourly, [{ time: end, usd: { 48000: 4e6 } }]);
  await seedColumns(
    { ...hourly, resolution: 2 * HOUR },
    [0, 2, 4].map(hours => ({ time: start + hours * HOUR, usd: { 48000: 2e6 } })),
  );
  const grid = await heatmap('symbol=BTC&range=30d');
  expect(grid.resolution).toBe('2h');
  expect(grid.time.start + (grid.time.count - 1) * grid.time.step).toBe(end);
  expect(cellAt(grid, grid.time.count - 1, 48_000) / 4e6).toBeCloseTo(1, 2);
  expect(grid.candles.close.at(-1)).toBe(51_000);
});

test('the binary form is the same grid', async () => {
  await seedDay();
  const response = await ask('/v1/heatmap?symbol=BTC&format=bin');
  expect(response.headers.get('Content-Type')).toBe('application/octet-stream');
  expect(decodeHeatmapBin(await response.arrayBuffer())).toEqual(await heatmap('symbol=BTC'));
});

test('the coinglass form lists cells as column, row and dollars', async () => {
  await seedDay();
  const { code, data } = await askJson<CoinglassHeatmap>('/v1/heatmap?symbol=BTC&format=coinglass');
  expect(code).toBe('0');
  expect(data.liquidation_leverage_data).toHaveLength(48);
  const [x, y, usd] = data.liquidation_leverage_data.at(-1) as [number, number, number];
  expect(x).toBe(23);
  expect(levelOf(data.y_axis[y] as number)).toBe(levelOf(52_000));
  expect(usd / 1e6).toBeCloseTo(1, 2);
  expect(data.price_candlesticks[0]).toEqual([
    start / 1000,
    '50000',
    '50049.99999999999',
    '49950',
    '50000',
    '500000.00',
  ]);
});

test('since gives the columns from a time on, with the rows and the scale of the whole', async () => {
  await seedDay();
  const whole = await heatmap('symbol=BTC');
  const tail = await heatmap(`symbol=BTC&since=${end - 2 * HOUR}`);
  expect(tail).not.toHaveProperty('since');
  expect(await heatmap(`symbol=BTC&since=${end - HOUR - 1}`)).toEqual(tail);
  expect(await heatmap(`symbol=BTC&since=${start - 5}`)).toEqual(whole);
  expect(tail.time).toEqual({ start: end - 2 * HOUR, step: HOUR, count: 2 });
  expect(tail.price).toEqual(whole.price);
  expect(tail.cells).toEqual(whole.cells);
  expect(tail.bytes).toEqual(whole.bytes.slice(22 * whole.price.count));
  expect(tail.candles.time).toEqual([end - 2 * HOUR, end - HOUR]);
  const nothing = await heatmap(`symbol=BTC&since=${end}`);
  expect(nothing.time).toEqual({ start: end, step: HOUR, count: 0 });
  expect(await heatmap(`symbol=BTC&since=${end + 999 * DAY}`)).toEqual(nothing);
  expect(nothing.bytes).toHaveLength(0);
});

test('since leaves the coinglass form whole, whose readers know no since', async () => {
  await seedDay();
  const whole = await askJson<CoinglassHeatmap>('/v1/heatmap?symbol=BTC&format=coinglass');
  expect(await askJson(`/v1/heatmap?symbol=BTC&format=coinglass&since=${end - HOUR}`)).toEqual(whole);
});

test('one exchange is shown by itself, with its own candles', async () => {
  await seedDay();
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'okx' }, flatCandles(start, HOUR, 24, 50_100));
  await seedColumns({ ...hourly, exchange: 'okx' }, [{ time: end - HOUR, usd: { 49000: 3e6 } }]);
  const okx = await heatmap('symbol=BTC&exchange=OKX');
  expect(okx.exchange).toBe('okx');
  expect(okx.coverage.map(({ exchange }) => exchange)).toEqual(['okx']);
  expect(okx.candles.close[0]).toBe(50_100);
  expect(cellAt(okx, 23, 49_000) / 3e6).toBeCloseTo(1, 2);
  expect(cellAt(okx, 0, 49_000)).toBe(0);
});

test('a recording that already sums venues is not part of all beside a venue, but answers by its name', async () => {
  await seedDay();
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'aggregate' }, flatCandles(start, DAY, 1, 50_000));
  expect((await heatmap('symbol=BTC')).coverage.map(c => c.exchange)).toEqual(['binance']);
  expect((await heatmap('symbol=BTC&exchange=aggregate')).coverage.map(c => c.exchange)).toEqual([
    'aggregate',
  ]);
});

test('a day that opens off the columns gives rows around its close', async () => {
  await seedCandles(env.DB, btc, flatCandles(start, DAY, 1, 50_000));
  const { price, candles } = await heatmap('symbol=BTC');
  expect(candles.close).toEqual([]);
  expect(price.first).toBeGreaterThan(45_000);
  expect(price.first * price.ratio ** price.count).toBeLessThan(55_000);
});

test('candles without columns are an empty heatmap, which is not kept for long', async () => {
  await seedCandles(env.DB, btc, flatCandles(start, HOUR, 24, 50_000));
  const response = await ask('/v1/heatmap?symbol=BTC&range=30d');
  expect(response.headers.get('Cache-Control')).toContain('max-age=2,');
  const grid = decodeHeatmapJson(await response.json<HeatmapJson>());
  expect(grid.cells).toEqual({ encoding: 'u8-log', min: 0, max: 0 });
  expect(grid.price.count).toBeGreaterThan(10);
});

test('live data whose closes stopped coming are stale', async () => {
  const now = Math.floor(Date.now() / MINUTE) * MINUTE;
  const fiveMinutes = flatCandles(now - 3 * HOUR, 5 * MINUTE, 36, 50_000);
  await seedCandles(env.DB, btc, fiveMinutes);
  expect((await heatmap('symbol=BTC', { mode: 'live' })).stale).toBe(false);
  await env.DB.prepare('DELETE FROM candles WHERE time >= ?')
    .bind(now - 15 * MINUTE)
    .run();
  expect((await heatmap('symbol=BTC', { mode: 'live' })).stale).toBe(true);
  expect((await heatmap('symbol=BTC', { mode: 'replay' })).stale).toBe(false);
});
