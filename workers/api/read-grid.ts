import type { HeatmapHeader } from '../../schema/answer/heatmap.ts';
import type { ExchangeSet } from '../../schema/exchange.ts';
import type { LevelRange } from '../../schema/lattice.ts';
import { LAYER_BIN, type Layer } from '../../schema/layer.ts';
import type { Candle } from '../../schema/market.ts';
import { DAY, intervalName, type Range } from '../../schema/range.ts';
import { referenceExchange, withoutSpans } from '../store/coverage.ts';
import { spreadLayer } from '../store/layer-bins.ts';
import { lastClose } from '../store/read-last-candles.ts';
import { partOf, readColumns, readNewestColumn, type TimedColumn } from '../symbol/columns.ts';
import { readRows } from '../symbol/days.ts';
import type { Head } from '../symbol/head.ts';
import type { Own } from '../symbol/own.ts';
import { candlesOf } from '../symbol/record/candles-of.ts';
import { coverageOf } from '../symbol/record/coverage-of.ts';
import { isStale } from './freshness.ts';
import {
  gridCells,
  isCaughtUp,
  servedResolution,
  type TimeColumns,
  timeColumns,
  withNewest,
} from './grid.ts';
import { type Inside, lastCandlesIn, marketInside, progressIn } from './inside.ts';
import { emptySpans, modelLags, standsStill } from './model-lag.ts';
import { type Extremes, levelsInReach, type PriceRows, priceAxis, priceRows } from './price-rows.ts';
import { roundedShare } from './rounded-share.ts';

/** A grid with everything that is said about it, before it is put in a format. */
export type Grid = {
  header: HeatmapHeader;
  /** USD, column-major. */
  cells: Float64Array;
  /** What was asked for beside the cells, in the same shape. */
  layers: ReadonlyMap<Layer, Float64Array>;
  candles: Candle[];
  /** Whether the model has consumed the candles. */
  caughtUp: boolean;
};

export type GridQuestion = {
  range: Range;
  layers?: readonly Layer[];
  now: number;
};

/** The grid of a market over a range, as it stands in the record. Layers there are of the sum over exchanges only. */
export async function readGrid(
  inside: Inside,
  exchangeSet: ExchangeSet,
  { range, layers = [], now }: GridQuestion,
): Promise<Grid> {
  const { OWN: own, MODE: mode } = inside;
  const { market, head } = marketInside(inside, exchangeSet);
  const { symbol, exchange, exchanges } = market;
  const lastCandles = lastCandlesIn(head, exchanges);
  const resolutions = head.widths[partOf({ exchange })] ?? [];
  const newest = await readNewestColumn(own, head, { exchange });
  const progress = progressIn(head);
  const close = lastClose(lastCandles);
  if (!close) throw new Error(`heatmap: ${symbol} on ${exchange} had candles a moment ago, now it has none`);
  const resolution = servedResolution(range, close.step, resolutions);
  const time = timeColumns(range, resolution, close.end);
  const span = { from: time.start, to: close.end };
  const key = { exchange, resolution, ...span };
  const rows = await readRows(own, {
    ...span,
    from: span.from - DAY,
    width: resolution,
    end: close.end,
    only: 'candles',
  });
  const coverage = coverageOf(rows, { exchanges, step: resolution, ...span });
  const reference = referenceExchange(coverage);
  const candles = reference
    ? candlesOf(rows.get(reference)?.candles ?? [], { step: resolution, ...span })
    : [];
  // Candles that open off the columns, as days of other time zones do, may all lie before the first one.
  const moved = extremes(
    candles.length > 0 ? candles : lastCandles.map(({ close }) => ({ low: close, high: close })),
  );
  const reach = levelsInReach(range, moved);
  const columns = withNewest(await readColumns(own, key, reach), time, newest);
  const prices = priceRows(range, moved, columns);
  const lags = modelLags(lastCandles, progress);
  const empty = emptySpans(columns, time, close.end);
  const seen = coverage.map(candles => {
    const lag = lags.find(({ exchange }) => exchange === candles.exchange);
    return withoutSpans(candles, lag ? [...empty, [lag.from, lag.to]] : empty, span);
  });
  return {
    header: {
      symbol,
      exchange,
      range,
      resolution: intervalName(resolution),
      unit: 'usd',
      generatedAt: close.end,
      stale: isStale(mode, now, close) || standsStill(progress, exchanges, close.end),
      mode,
      time,
      price: priceAxis(prices),
      candles: {
        time: candles.map(candle => candle.time),
        open: candles.map(candle => candle.open),
        high: candles.map(candle => candle.high),
        low: candles.map(candle => candle.low),
        close: candles.map(candle => candle.close),
      },
      coverage: seen.map(({ exchange, share, gaps }) => ({ exchange, share: roundedShare(share), gaps })),
    },
    cells: gridCells(columns, time, prices),
    layers: await layerCells(own, head, layers, { columns, reach, time, rows: prices, to: close.end }),
    candles,
    caughtUp: isCaughtUp(newest, close.end),
  };
}

/** Layers are stored in bins of levels; within a bin they stand as the columns they qualify. */
async function layerCells(
  own: Own,
  head: Head,
  layers: readonly Layer[],
  {
    columns,
    reach,
    time,
    rows,
    to,
  }: { columns: readonly TimedColumn[]; reach: LevelRange; time: TimeColumns; rows: PriceRows; to: number },
): Promise<Map<Layer, Float64Array>> {
  const whole = new Map(columns.map(column => [column.time, column.column]));
  const bins = { bottom: reach.bottom / LAYER_BIN, top: (reach.top + 1) / LAYER_BIN - 1 };
  const cells = layers.map(async (layer): Promise<[Layer, Float64Array]> => {
    const set = { exchange: 'all', layer } as const;
    const stored = await readColumns(own, { ...set, resolution: time.step, from: time.start, to }, bins);
    const newest = await readNewestColumn(own, head, set);
    const levels = withNewest(stored, time, newest).flatMap(({ time, column }) => {
      const sum = whole.get(time);
      return sum ? [{ time, column: spreadLayer(sum, column) }] : [];
    });
    return [layer, gridCells(levels, time, rows)];
  });
  return new Map(await Promise.all(cells));
}

function extremes(candles: readonly Extremes[]): Extremes {
  return {
    low: Math.min(...candles.map(candle => candle.low)),
    high: Math.max(...candles.map(candle => candle.high)),
  };
}
