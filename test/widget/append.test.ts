import { afterEach, expect, test, vi } from 'vitest';
import type { Heatmap } from '../../schema/answer/heatmap.ts';
import { encodeHeatmapBin } from '../../schema/heatmap-bin.ts';
import { HOUR } from '../../schema/range.ts';
import { appended, renewed } from '../../widget/append.ts';
import { START, sampleHeatmap } from './sample.ts';

afterEach(() => vi.restoreAllMocks());

const ROWS = 40;

/** Columns of the sample from `first` on, `count` of them, every cell of which is `byte`. */
function columns(first: number, count: number, byte: number, change: Partial<Heatmap> = {}): Heatmap {
  const time = Array.from({ length: count }, (_, x) => START + (first + x) * HOUR);
  const prices = time.map(() => 111);
  return sampleHeatmap({
    generatedAt: START + (first + count) * HOUR,
    time: { start: START + first * HOUR, step: HOUR, count },
    candles: { time, open: prices, high: prices, low: prices, close: prices },
    bytes: new Uint8Array(count * ROWS).fill(byte),
    ...change,
  });
}

test('later columns take the place of the last, and what is older than the range goes', () => {
  const known = sampleHeatmap();
  const both = appended(known, columns(23, 2, 7)) as Heatmap;
  // 24 h before the new end at 25:00 is 01:00.
  expect(both.time).toEqual({ start: START + HOUR, step: HOUR, count: 24 });
  expect(both.generatedAt).toBe(START + 25 * HOUR);
  expect(both.bytes).toHaveLength(24 * ROWS);
  expect(both.bytes.slice(0, 22 * ROWS)).toEqual(known.bytes.slice(ROWS, 23 * ROWS));
  expect([...both.bytes.slice(22 * ROWS)].every(byte => byte === 7)).toBe(true);
  expect(both.candles.time.map(time => (time - START) / HOUR)).toEqual(
    Array.from({ length: 24 }, (_, x) => x + 1),
  );
  expect(both.candles.close.slice(-3)).toEqual([100, 111, 111]);
});

test('ten thousand columns later the grid is as large as before', () => {
  let grid = sampleHeatmap();
  for (let i = 23; i < 10_023; i++) grid = appended(grid, columns(i, 2, 1 + (i % 255))) as Heatmap;
  expect(grid.time).toEqual({ start: START + 10_000 * HOUR, step: HOUR, count: 24 });
  expect(grid.bytes.buffer.byteLength).toBe(24 * ROWS);
  expect(grid.candles.close).toHaveLength(24);
  // The last column came with the last answer, the one before it too.
  expect(grid.bytes.at(-1)).toBe(1 + (10_022 % 255));
});

test('the same columns again are no news', () => {
  const known = sampleHeatmap();
  const last = columns(23, 1, 0, { bytes: known.bytes.slice(23 * ROWS), generatedAt: known.generatedAt });
  expect(appended(known, last)).toBe(known);
});

test.each([
  ['a hole between', columns(25, 1, 7)],
  ['a time before all', columns(-1, 30, 7)],
  ['no column', columns(24, 0, 7)],
  ['other levels', columns(23, 2, 7, { price: { scale: 'log', first: 83, ratio: 1.01, count: ROWS } })],
  ['another scale of USD', columns(23, 2, 7, { cells: { encoding: 'u8-log', min: 1, max: 9 } })],
  ['another width', columns(23, 2, 7, { time: { start: START + 23 * HOUR, step: HOUR / 2, count: 2 } })],
])('%s does not fit', (_, later) => {
  expect(appended(sampleHeatmap(), later)).toBeUndefined();
});

const URL_24H = 'http://append.example/v1/heatmap?symbol=BTC&range=24h&format=bin';
const signal = new AbortController().signal;

/** An endpoint that answers with what `later` gives to a question for columns, and with the sample to one for all. */
function endpoint(later: () => Heatmap): string[] {
  const asked: string[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async url => {
    asked.push(String(url).slice(URL_24H.length));
    return new Response(encodeHeatmapBin(String(url).includes('since') ? later() : sampleHeatmap()));
  });
  return asked;
}

test('asks for the last column and what follows, and for all where that does not fit', async () => {
  const asked = endpoint(() => columns(23, 2, 7));
  const answer = (await renewed(URL_24H, sampleHeatmap(), signal)) as { value: Heatmap };
  expect(answer.value.time.start).toBe(START + HOUR);
  expect(asked).toEqual([`&since=${START + 23 * HOUR}`]);
  vi.restoreAllMocks();
  const again = endpoint(() => columns(30, 2, 7));
  expect(await renewed(URL_24H, sampleHeatmap(), signal)).toEqual({ value: sampleHeatmap() });
  expect(again).toEqual([`&since=${START + 23 * HOUR}`, '']);
});

test('asks for all again once an hour of columns has been put together', async () => {
  const asked = endpoint(() => columns(23, 2, 7));
  const { value } = (await renewed(URL_24H, sampleHeatmap(), signal)) as { value: Heatmap };
  expect(await renewed(URL_24H, value, signal)).toEqual({ value: sampleHeatmap() });
  expect(asked.at(-1)).toBe('');
});

test('takes the whole grid of an endpoint that knows no since', async () => {
  endpoint(() => sampleHeatmap());
  expect(await renewed(URL_24H, sampleHeatmap(), signal)).toEqual({ value: sampleHeatmap() });
});
