import type { Heatmap, HeatmapJson } from '../../schema/answer/heatmap.ts';
import type { History } from '../../schema/answer/history.ts';
import { encodeCells } from '../../schema/cells.ts';
import { HOUR } from '../../schema/range.ts';

/** Midnight at the start of 2026-03-01, UTC. */
export const START = Date.UTC(2026, 2, 1);

/**
 * A grid of 24 hourly columns × 40 levels of 1 % from 82 USD up, with candles that close at 100, and
 * 5 M USD of longs on level 12 and 8 M USD of shorts on level 25 in every column; nothing elsewhere.
 */
export function sampleHeatmap(change: Partial<Heatmap> = {}): Heatmap {
  const columns = 24;
  const rows = 40;
  const usd = new Float64Array(columns * rows);
  for (let x = 0; x < columns; x++) {
    usd[x * rows + 12] = 5e6;
    usd[x * rows + 25] = 8e6;
  }
  const { bytes, min, max } = encodeCells(usd);
  const time = Array.from({ length: columns }, (_, x) => START + x * HOUR);
  return {
    symbol: 'BTC',
    exchange: 'all',
    range: '24h',
    resolution: '1h',
    unit: 'usd',
    generatedAt: START + 24 * HOUR,
    stale: false,
    mode: 'simulated',
    time: { start: START, step: HOUR, count: columns },
    price: { scale: 'log', first: 82, ratio: 1.01, count: rows },
    candles: {
      time,
      open: time.map(() => 99),
      high: time.map(() => 101),
      low: time.map(() => 98),
      close: time.map(() => 100),
    },
    coverage: [],
    cells: { encoding: 'u8-log', min, max },
    bytes,
    ...change,
  };
}

/** Hourly bars beside that grid: longs 1 M USD, shorts 2 M USD each. */
export function sampleHistory(change: Partial<History> = {}): History {
  return {
    symbol: 'BTC',
    exchange: 'all',
    range: '24h',
    interval: '1h',
    unit: 'usd',
    generatedAt: START + 24 * HOUR,
    mode: 'simulated',
    stale: false,
    from: START,
    to: START + 24 * HOUR,
    bars: Array.from({ length: 24 }, (_, x) => ({
      time: START + x * HOUR,
      longUsd: 1e6,
      shortUsd: 2e6,
      close: 100,
      covered: 1,
    })),
    ...change,
  };
}

/** The sample as `format=json` says it. */
export function sampleJson(): HeatmapJson {
  const { bytes, cells, layers: _, band: __, priorShare: ___, split: ____, ...header } = sampleHeatmap();
  return { ...header, cells: { ...cells, base64: btoa(String.fromCharCode(...bytes)) } };
}

/** The price in the middle of level `y` of the sample. */
export const middle = (y: number): number => 82 * 1.01 ** (y + 0.5);
