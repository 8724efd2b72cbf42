import type { HeatmapHeader } from '../../schema/answer/heatmap.ts';
import type { LevelRange } from '../../schema/lattice.ts';
import { LAYER_BIN, type Layer } from '../../schema/layer.ts';
import type { Candle } from '../../schema/market.ts';
import { intervalName, type Range } from '../../schema/range.ts';
import type { Env } from '../env.ts';
import {
  columnsOf,
  readLayers,
  readNewestColumn,
  readTiles,
  storedResolutions,
  type TimedColumn,
} from '../store/heatmap-tiles.ts';
import { spreadLayer } from '../store/layer-bins.ts';
import { readCandles } from '../store/read-candles.ts';
import { readCoverage, referenceExchange, withoutSpans } from '../store/read-coverage.ts';
import { lastClose, readLastCandles } from '../store/read-last-candles.ts';
import { readModelProgress } from '../store/read-model-progress.ts';
import { isStale } from './freshness.ts';
import {
  gridCells,
  isCaughtUp,
  servedResolution,
  type TimeColumns,
  timeColumns,
  withNewest,
} from './grid.ts';
import type { Market } from './market.ts';
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

/** The grid of a market over a range, as it stands in the store. Layers there are of the sum over exchanges only. */
export async function readGrid(
  { DB: db, MODE: mode }: Pick<Env, 'DB' | 'MODE'>,
  { symbol, exchange, exchanges }: Market,
  { range, layers = [], now }: GridQuestion,
): Promise<Grid> {
  const [lastCandles, resolutions, newest, progress] = await Promise.all([
    readLastCandles(
      db,
      exchanges.map(one => ({ symbol, exchange: one })),
    ),
    storedResolutions(db, { symbol, exchange }),
    readNewestColumn(db, { symbol, exchange }),
    readModelProgress(db, symbol),
  ]);
  const close = lastClose(lastCandles);
  if (!close) throw new Error(`heatmap: ${symbol} on ${exchange} had candles a moment ago, now it has none`);
  const resolution = servedResolution(range, close.step, resolutions);
  const time = timeColumns(range, resolution, close.end);
  const span = { from: time.start, to: close.end };
  const key = { symbol, exchange, resolution, ...span };
  const [tiles, coverage] = await Promise.all([
    readTiles(db, key),
    readCoverage(db, { symbol, exchanges, step: resolution, ...span }),
  ]);
  const reference = referenceExchange(coverage);
  const candles = reference
    ? await readCandles(db, { symbol, exchange: reference, step: resolution, ...span })
    : [];
  // Candles that open off the columns, as days of other time zones do, may all lie before the first one.
  const moved = extremes(
    candles.length > 0 ? candles : lastCandles.map(({ close }) => ({ low: close, high: close })),
  );
  const reach = levelsInReach(range, moved);
  const columns = withNewest(columnsOf(tiles, key, reach), time, newest);
  const rows = priceRows(range, moved, columns);
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
      price: priceAxis(rows),
      candles: {
        time: candles.map(candle => candle.time),
        open: candles.map(candle => candle.open),
        high: candles.map(candle => candle.high),
        low: candles.map(candle => candle.low),
        close: candles.map(candle => candle.close),
      },
      coverage: seen.map(({ exchange, share, gaps }) => ({ exchange, share: roundedShare(share), gaps })),
    },
    cells: gridCells(columns, time, rows),
    layers: await layerCells(db, symbol, layers, { columns, reach, time, rows, to: close.end }),
    candles,
    caughtUp: isCaughtUp(newest, close.end),
  };
}

/** Layers are stored in bins of levels; within a bin they stand as the columns they qualify. */
async function layerCells(
  db: D1Database,
  symbol: string,
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
  const stored = await readLayers(db, { symbol, resolution: time.step, from: time.start, to, bins }, layers);
  const cells = [...stored].map(async ([layer, bins]): Promise<[Layer, Float64Array]> => {
    const newest = await readNewestColumn(db, { symbol, exchange: 'all', layer });
    const levels = withNewest(bins, time, newest).flatMap(({ time, column }) => {
      const own = whole.get(time);
      return own ? [{ time, column: spreadLayer(own, column) }] : [];
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
