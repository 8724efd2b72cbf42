import { env } from 'cloudflare:workers';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { HeatmapJson } from '../../../schema/answer/heatmap.ts';
import type { Status } from '../../../schema/answer/status.ts';
import type { Exchange } from '../../../schema/exchange.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { inside, spoilLane, step as stepStored } from '../../support/symbol-record.ts';
import { askJson } from './market.ts';

const step = 5 * MINUTE;
const end = Date.UTC(2026, 0, 5, 12);
const track = (exchange: Exchange) => ({ symbol: 'BTC', exchange }) as const;
const seed = (exchange: Exchange, from: number, count: number) =>
  seedCandles(env.DB, track(exchange), flatCandles(from, step, count, 100));
const stepAll = (now = end + MINUTE) => stepStored('BTC', { now, limit: 1_000 });

const heatmap = (query = '') => askJson<HeatmapJson>(`/v1/heatmap?symbol=BTC${query}`, { mode: 'live' });
const statusOf = async (exchange: string) =>
  (await askJson<Status>('/v1/status', { mode: 'live' })).exchanges.find(one => one.exchange === exchange);

/** The columns in which nothing stands. */
function emptyColumns({ time, price, cells }: HeatmapJson): number[] {
  const bytes = Uint8Array.from(atob(cells.base64), digit => digit.charCodeAt(0));
  const column = (x: number) => bytes.subarray(x * price.count, (x + 1) * price.count);
  return [...Array(time.count).keys()]
    .filter(x => column(x).every(byte => byte === 0))
    .map(x => time.start + x * time.step);
}

beforeEach(async () => {
  await clearMarkets(env.DB);
  vi.setSystemTime(end + MINUTE);
  onTestFinished(() => void vi.useRealTimers());
});

test('where the model has come as far as the candles nothing is stale, and no gap is told', async () => {
  for (const exchange of ['binance', 'okx'] as const) await seed(exchange, end - DAY, 288);
  await stepAll();
  const { stale, coverage, ...grid } = await heatmap();
  expect([stale, coverage]).toEqual([
    false,
    [
      { exchange: 'binance', share: 1, gaps: [] },
      { exchange: 'okx', share: 1, gaps: [] },
    ],
  ]);
  expect(emptyColumns({ stale, coverage, ...grid })).toEqual([]);
  expect((await statusOf('okx'))?.model).toEqual({ lastTime: end });
});

test('a model that stands still makes the heatmap stale, its empty columns gaps, and the status say so', async () => {
  for (const exchange of ['binance', 'okx'] as const) await seed(exchange, end - DAY, 188);
  const stood = end - DAY + 188 * step;
  await stepAll(stood);
  for (const exchange of ['binance', 'okx'] as const) await seed(exchange, stood, 100);
  const grid = await heatmap();
  expect(grid.stale).toBe(true);
  // The last column is drawn as far as it is known, and nothing is known of it.
  expect(emptyColumns(grid)).toEqual(Array.from({ length: 100 }, (_, i) => stood + i * step));
  const [binance, okx] = grid.coverage;
  expect(binance).toEqual({ exchange: 'binance', share: 0.6528, gaps: [[stood, end]] });
  expect(okx?.gaps).toEqual([[stood, end]]);
  expect((await statusOf('binance'))?.model).toEqual({
    lastTime: stood,
    failing: 'BTC: behind its candles, which end 2026-01-05T12:00:00.000Z',
  });
});

test('one exchange that the model lags behind with has a gap, and the sum goes on', async () => {
  await seed('binance', end - DAY, 288);
  await seed('okx', end - DAY, 188);
  await stepAll();
  const stood = end - DAY + 188 * step;
  await spoilLane('BTC', 'okx');
  await seed('okx', stood, 100);
  const { failures } = await stepAll();
  expect(failures?.map(({ exchange }) => exchange)).toEqual(['okx']);
  const { stale, coverage } = await heatmap();
  expect([stale, coverage]).toEqual([
    false,
    [
      { exchange: 'binance', share: 1, gaps: [] },
      { exchange: 'okx', share: 0.6528, gaps: [[stood, end]] },
    ],
  ]);
  expect((await heatmap('&exchange=okx')).stale).toBe(true);
  expect((await statusOf('okx'))?.model).toEqual({
    lastTime: stood,
    failing: 'BTC: model state: expected 8 bytes or more, got 3',
  });
});

test('an exchange that the model has not begun with, where it has with others, is a gap from end to end', async () => {
  await seed('binance', end - DAY, 288);
  await stepAll();
  await seed('okx', end - HOUR, 12);
  const { coverage, time } = await heatmap();
  expect(coverage[1]).toEqual({ exchange: 'okx', share: 0, gaps: [[time.start, end]] });
});

test('columns that were never published between others are gaps, whatever candles there are', async () => {
  await seed('binance', end - DAY, 288);
  await stepAll();
  await seed('okx', end - DAY, 288);
  await stepAll();
  const hole = end - 10 * HOUR;
  await inside('BTC', own => {
    own.sql.exec('DELETE FROM closed WHERE owner = 0 AND start <= ? AND start + 48 * width > ?', hole, hole);
  });
  const grid = await heatmap();
  const empty = emptyColumns(grid);
  expect(empty.length).toBeGreaterThan(0);
  for (const { gaps } of grid.coverage)
    for (const time of empty) expect(gaps.some(([from, to]) => time >= from && time + step <= to)).toBe(true);
});
