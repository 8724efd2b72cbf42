import type { Layer } from '../layer.ts';
import { LEVERAGE_GROUP_NAMES, type LeverageGroup, perLeverageGroup } from '../leverage-group.ts';

import {
  constant,
  list,
  optional,
  record,
  type Shape,
  type TypeOf,
  text,
  tuple,
  whole,
  word,
} from '../shape.ts';
import { interval, logPrices, market, numbers, range, share, time, usd } from './parts.ts';

export const coverage = record(
  {
    exchange: text('Whose candles they are.'),
    share: share('The share of time of which there are candles that the model took.'),
    gaps: list(
      tuple([time('From.'), time('To.')], 'A span.'),
      'Spans without candles, or of which the model published nothing: it could not take them, or lags.',
    ),
  },
  'What one exchange contributed.',
  'Coverage',
);
/** What one exchange contributed to an answer: the share of time it was seen, and the holes. */
export type Coverage = TypeOf<typeof coverage>;

const { symbol, exchange, unit, generatedAt, mode, stale } = market;
const headerFields = {
  symbol,
  exchange,
  range: range('As asked.'),
  resolution: interval('Column width; coarser than usual for the range where the data are.'),
  unit,
  generatedAt,
  stale,
  mode,
  leverage: optional(
    word(
      LEVERAGE_GROUP_NAMES,
      'As asked: the cells are those of positions of this leverage.',
      'LeverageGroup',
    ),
  ),
  time: record(
    {
      start: time('When column 0 opens.'),
      step: whole('Column width, milliseconds.', { above: 0 }),
      count: whole('Columns.', { least: 0, most: 400 }),
    },
    'Column x covers start + x · step up to + step, and holds the forecast frozen at its end.',
  ),
  price: logPrices,
  candles: record(
    {
      time: numbers('When they open, milliseconds UTC.'),
      open: numbers('USD per base unit.'),
      high: numbers('USD per base unit.'),
      low: numbers('USD per base unit.'),
      close: numbers('USD per base unit.'),
    },
    'Candles of the columns, oldest first; a column nobody recorded has none.',
  ),
  coverage: list(coverage, 'What each exchange contributed.'),
};

const cellsFields = {
  encoding: constant('u8-log', 'A byte a cell, on a scale of logarithms.'),
  min: usd('USD of byte 1.'),
  max: usd('USD of byte 255.'),
};
const sharesFields = { encoding: constant('u8', 'A byte a cell.') };
const CELLS =
  'One byte per cell, column-major: byte x · price.count + y. 0 is empty, v > 0 is min · (max/min)^((v−1)/254) USD, within 2 %.';
const SHARES = 'A byte v is the share v/255 of the cell that rests on weights the data have hardly tested.';
const base64 = text('The bytes.', { contentEncoding: 'base64' });

const cellsHeader = record(cellsFields, CELLS, 'CellsHeader');
const sharesHeader = record(sharesFields, SHARES, 'SharesHeader');
/** How cells are scaled; see `cells.ts`. Column-major: byte x · price.count + y. */
export type CellsHeader = TypeOf<typeof cellsHeader>;
/** A byte v is the share v/255. */
export type SharesHeader = TypeOf<typeof sharesHeader>;

/** What qualifies the cells, in the same shape as they; each where asked for. */
export type HeatmapParts<Cells, Shares> = {
  cells: Cells;
  band?: { low: Cells; high: Cells };
  priorShare?: Shares;
  split?: Record<LeverageGroup, Cells>;
};

const parts = <Cells, Shares>(cells: Shape<Cells>, shares: Shape<Shares>) => ({
  cells,
  band: optional(
    record({ low: cells, high: cells }, '10 % and 90 % of what the weights the data allow would give.'),
  ),
  priorShare: optional(shares),
  split: optional(
    record(
      perLeverageGroup(() => cells),
      'The cells by the leverage of the positions.',
    ),
  ),
});

export const heatmapBinHeader = record(
  { ...headerFields, ...parts(cellsHeader, sharesHeader) },
  'What opens the binary form: the same object without the bytes.',
  'HeatmapBinHeader',
);
export const heatmapJson = record(
  {
    ...headerFields,
    ...parts(
      record({ ...cellsFields, base64 }, CELLS, 'CellsJson'),
      record({ ...sharesFields, base64 }, SHARES, 'SharesJson'),
    ),
  },
  'Expected liquidations in USD per price level and time: longs below the price, shorts above.',
  'HeatmapJson',
);

/** `GET /v1/heatmap` without its cells: the same object opens the JSON and the binary form. */
export type HeatmapHeader = Omit<HeatmapBinHeader, keyof HeatmapParts<unknown, unknown>>;
export type HeatmapBinHeader = TypeOf<typeof heatmapBinHeader>;
export type HeatmapJson = TypeOf<typeof heatmapJson>;

/** The parts of a heatmap beside its cells. */
export type HeatmapLayer = Exclude<Layer, 'assumed'> | 'priorShare';

/** A heatmap ready to draw. `layers` holds the bytes of the parts that the header names. */
export type Heatmap = HeatmapBinHeader & {
  bytes: Uint8Array;
  layers?: Partial<Record<HeatmapLayer, Uint8Array>>;
};
