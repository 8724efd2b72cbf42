import type { Context } from 'hono';
import { encodeCells } from '../../schema/cells.ts';
import { encodeHeatmapBin } from '../../schema/heatmap-bin.ts';
import type { Candle } from '../../schema/market.ts';
import { intervalName, RANGES, type Range } from '../../schema/range.ts';
import type { Heatmap, HeatmapJson } from '../../schema/wire.ts';
import type { Env } from '../env.ts';
import { readColumns, readNewestColumn, storedResolutions } from '../store/heatmap-tiles.ts';
import { readCandles } from '../store/read-candles.ts';
import { readCoverage, referenceExchange } from '../store/read-coverage.ts';
import { lastClose, readLastCandles } from '../store/read-last-candles.ts';
import { type Answer, answerResponse, jsonAnswer } from './answer.ts';
import { coinglassHeatmap } from './coinglass.ts';
import { isStale, secondsFresh } from './freshness.ts';
import {
  gridCells,
  isCaughtUp,
  servedResolution,
  type TimeColumns,
  timeColumns,
  withNewest,
} from './grid.ts';
import { exchangeParameter, findMarket, type Market } from './market.ts';
import { priceAxis, priceRows } from './price-rows.ts';
import { oneOf, type Query, symbolParameter, timeParameter } from './query.ts';

export const heatmapParameters = {
  symbol: symbolParameter,
  range: oneOf(Object.keys(RANGES) as Range[], '24h' as const),
  exchange: exchangeParameter,
  format: oneOf(['json', 'bin', 'coinglass'], 'json' as const),
  since: timeParameter,
};

type HeatmapContext = Context<{ Bindings: Env; Variables: { query: Query<typeof heatmapParameters> } }>;

/** A grid with everything that is said about it, before it is put in a format. */
export type Grid = {
  header: Omit<Heatmap, 'bytes' | 'cells'>;
  /** USD, column-major, of the whole range whatever `since` is. */
  cells: Float64Array;
  candles: Candle[];
  /** Columns before this one are not sent. */
  skip: number;
  /** Whether the model has consumed the candles. */
  caughtUp: boolean;
};

/** `GET /v1/heatmap`. */
export async function heatmap(c: HeatmapContext): Promise<Response> {
  const { symbol, exchange, range, since, format } = c.get('query');
  const market = await findMarket(c.env.DB, { symbol, exchange });
  const now = Date.now();
  const grid = await readGrid(c.env, market, { range, since, now });
  const fresh = secondsFresh(c.env.MODE, now, grid.caughtUp);
  return answerResponse(formatGrid(grid, format, fresh));
}

/** The grid of a market over a range, as it stands in the store. */
export async function readGrid(
  { DB: db, MODE: mode }: Pick<Env, 'DB' | 'MODE'>,
  market: Market,
  { range, since, now }: { range: Range; since?: number | undefined; now: number },
): Promise<Grid> {
  const { symbol, exchange, exchanges } = market;
  const [lastCandles, resolutions, newest] = await Promise.all([
    readLastCandles(
      db,
      exchanges.map(one => ({ symbol, exchange: one })),
    ),
    storedResolutions(db, { symbol, exchange }),
    readNewestColumn(db, { symbol, exchange }),
  ]);
  const close = lastClose(lastCandles);
  if (!close) throw new Error(`heatmap: ${symbol} on ${exchange} had candles a moment ago, now it has none`);
  const resolution = servedResolution(range, close.step, resolutions);
  const time = timeColumns(range, resolution, close.end);
  const span = { from: time.start, to: close.end };
  const [stored, coverage] = await Promise.all([
    readColumns(db, { symbol, exchange, resolution, ...span }),
    readCoverage(db, { symbol, exchanges, step: resolution, ...span }),
  ]);
  const reference = referenceExchange(coverage);
  const candles = reference
    ? await readCandles(db, { symbol, exchange: reference, step: resolution, ...span })
    : [];
  const columns = withNewest(stored, time, newest);
  const rows = priceRows(range, extremes(candles), columns);
  const skip = since === undefined ? 0 : firstColumn(time, since);
  const sent = { ...time, start: time.start + skip * time.step, count: time.count - skip };
  const sentCandles = candles.filter(candle => candle.time >= sent.start);
  return {
    header: {
      symbol,
      exchange,
      range,
      resolution: intervalName(resolution),
      unit: 'usd',
      generatedAt: close.end,
      stale: isStale(mode, now, close),
      mode,
      ...(since !== undefined && { since }),
      time: sent,
      price: priceAxis(rows),
      candles: {
        time: sentCandles.map(candle => candle.time),
        open: sentCandles.map(candle => candle.open),
        high: sentCandles.map(candle => candle.high),
        low: sentCandles.map(candle => candle.low),
        close: sentCandles.map(candle => candle.close),
      },
      coverage: coverage.map(({ exchange, share, gaps }) => ({ exchange, share: round(share), gaps })),
    },
    cells: gridCells(columns, time, rows),
    candles: sentCandles,
    skip,
    caughtUp: isCaughtUp(newest, close.end),
  };
}

function formatGrid(grid: Grid, format: 'json' | 'bin' | 'coinglass', fresh: number): Answer {
  if (format === 'coinglass') return jsonAnswer(coinglassHeatmap(grid), fresh);
  const { bytes, ...header } = encodeGrid(grid);
  if (format === 'bin') {
    return { body: encodeHeatmapBin({ ...header, bytes }), type: 'application/octet-stream', fresh };
  }
  const json: HeatmapJson = { ...header, cells: { ...header.cells, base64: bytes.toBase64() } };
  return jsonAnswer(json, fresh);
}

/** The grid with its cells as bytes, on the scale of the whole range. */
export function encodeGrid({ header, cells, skip }: Grid): Heatmap {
  const { bytes, min, max } = encodeCells(cells);
  return {
    ...header,
    cells: { encoding: 'u8-log', min, max },
    bytes: bytes.subarray(skip * header.price.count),
  };
}

const firstColumn = (time: TimeColumns, since: number): number =>
  Math.min(time.count, Math.max(0, Math.ceil((since - time.start) / time.step)));

function extremes(candles: readonly Candle[]): { low: number; high: number } {
  return {
    low: Math.min(...candles.map(candle => candle.low)),
    high: Math.max(...candles.map(candle => candle.high)),
  };
}

/** Shares are said to a hundredth of a percent. */
const round = (share: number): number => Math.round(share * 10_000) / 10_000;
