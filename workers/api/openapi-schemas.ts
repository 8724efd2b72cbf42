import { EXCHANGES } from '../../schema/exchange.ts';
import { INTERVALS, RANGES } from '../../schema/range.ts';
import { mode, numbers, object, olderAnswer, part, present, time } from './openapi-parts.ts';
import { scoreSchema } from './openapi-score.ts';
import { statusSchema } from './openapi-status.ts';

/** Schemas of the answers, for `openapi.ts`. */

const usd = { type: 'number', minimum: 0 } as const;
const market = {
  symbol: { type: 'string', examples: ['BTC'] },
  exchange: { type: 'string', enum: ['all', ...EXCHANGES] },
  unit: { const: 'usd' },
  mode,
} as const;
const logPrices = {
  type: 'object',
  description: 'Row y covers the prices first · ratio^y up to first · ratio^(y+1), USD per base unit.',
  properties: {
    scale: { const: 'log' },
    first: { type: 'number' },
    ratio: { type: 'number' },
    count: { type: 'integer' },
  },
  required: ['scale', 'first', 'ratio', 'count'],
} as const;

const cells = object(
  {
    encoding: { const: 'u8-log' },
    base64: { type: 'string', contentEncoding: 'base64' },
    min: usd,
    max: usd,
  },
  [],
  'One byte per cell, column-major: byte x · price.count + y. 0 is empty, v > 0 is min · (max/min)^((v−1)/254) USD, within 2 %.',
);
export const schemas = {
  Heatmap: object(
    {
      ...market,
      range: { type: 'string', enum: Object.keys(RANGES) },
      resolution: {
        type: 'string',
        enum: Object.keys(INTERVALS),
        description: 'Column width; coarser than usual for the range where the data are.',
      },
      ...present,
      time: object(
        { start: time, step: { type: 'integer' }, count: { type: 'integer', maximum: 400 } },
        [],
        'Column x covers start + x · step up to + step, and holds the forecast frozen at its end.',
      ),
      price: logPrices,
      leverage: { type: 'string', description: 'As asked: the cells are of this leverage only.' },
      cells,
      band: object({ low: cells, high: cells }, [], '10 and 90 % of what the weights the data allow give.'),
      priorShare: object(
        { encoding: { const: 'u8' }, base64: { type: 'string', contentEncoding: 'base64' } },
        [],
        'A byte v is the share v/255 of the cell that rests on weights the data have hardly tested.',
      ),
      split: object({ upTo10: cells, from20To25: cells, from50: cells }),
      candles: object({ time: numbers, open: numbers, high: numbers, low: numbers, close: numbers }),
      coverage: {
        type: 'array',
        items: object({
          exchange: { type: 'string' },
          share: { type: 'number', minimum: 0, maximum: 1 },
          gaps: {
            type: 'array',
            description:
              'Spans without candles, or of which the model published nothing: it could not take them, or lags.',
            items: { type: 'array', prefixItems: [time, time], minItems: 2, maxItems: 2 },
          },
        }),
      },
    },
    ['leverage', 'band', 'priorShare', 'split'],
    'Expected liquidations in USD per price level and time: longs below the price, shorts above.',
  ),
  CoinglassHeatmap: object({
    code: { const: '0' },
    msg: { const: 'success' },
    data: object({
      y_axis: { ...numbers, description: 'The middle price of each row.' },
      liquidation_leverage_data: {
        type: 'array',
        description: '[column, row, USD] of each cell that is not empty.',
        items: { ...numbers, minItems: 3, maxItems: 3 },
      },
      price_candlesticks: {
        type: 'array',
        description: '[seconds UTC, open, high, low, close, traded USD]; all but the time as strings.',
        items: { type: 'array', minItems: 6, maxItems: 6 },
      },
    }),
  }),
  History: object(
    {
      ...market,
      range: { type: 'string', enum: Object.keys(RANGES) },
      interval: { type: 'string', enum: Object.keys(INTERVALS) },
      ...present,
      from: { ...time, description: 'When the first period opens, however early in it the range begins.' },
      to: {
        ...time,
        description:
          'The end of what is known and summed; what came after the last close is in it, so that it may be later than `generatedAt`.',
      },
      bars: {
        type: 'array',
        items: object(
          {
            time,
            longUsd: usd,
            shortUsd: usd,
            count: { type: 'integer' },
            close: usd,
            covered: {
              ...part,
              description:
                'The share of the bar, of its whole length, that was seen: the mean over the exchanges that report. The running bar is below 1.',
            },
          },
          ['longUsd', 'shortUsd', 'count', 'close'],
        ),
      },
    },
    [],
    'What was liquidated from `from` up to `to`, oldest first. A bar or side nobody recorded is absent, one that was watched and quiet is zero.',
  ),
  LiquidationMap: object(
    {
      ...market,
      ...present,
      lastPrice: { type: 'number' },
      time: { ...time, description: 'The close after which the levels stood so.' },
      price: logPrices,
      longUsd: numbers,
      shortUsd: numbers,
      cumulativeUsd: {
        ...numbers,
        description: 'What stands between the price and the far edge of the level.',
      },
      groups: object(
        { upTo10: numbers, from20To25: numbers, from50: numbers },
        [],
        'The same dollars by the leverage of the positions.',
      ),
      lowUsd: { ...numbers, description: '10 % of what the weights the data allow would give.' },
      highUsd: { ...numbers, description: '90 % of it.' },
      priorShare: { ...numbers, description: 'Part of the level that rests on hardly tested weights.' },
    },
    [],
    'What stands now: longs below the last price, shorts above.',
  ),
  Liquidations: object(
    {
      ...market,
      stale: olderAnswer,
      from: {
        ...time,
        description: 'The oldest single event that is kept, of any symbol; absent where none is.',
      },
      events: {
        type: 'array',
        items: object({
          exchange: { type: 'string' },
          instrument: { type: 'string' },
          symbol: { type: 'string' },
          side: {
            type: 'string',
            enum: ['long', 'short'],
            description: 'The position that was liquidated.',
          },
          price: { type: 'number', description: 'USD per base unit.' },
          priceKind: { type: 'string', enum: ['fill', 'bankruptcy', 'trigger'] },
          quantity: { type: 'number', description: 'Base units.' },
          notionalUsd: usd,
          time,
          id: { type: 'string' },
        }),
      },
      next: {
        type: 'string',
        description:
          'The cursor of the next, older page; absent on the last one. A page can be shorter than `limit`, or empty, and have a next one.',
      },
    },
    ['symbol', 'from', 'next'],
  ),
  Score: scoreSchema,
  Symbols: object(
    {
      mode,
      generatedAt: { ...present.generatedAt, description: 'The close of the newest candle of any symbol.' },
      stale: olderAnswer,
      symbols: {
        type: 'array',
        items: object(
          {
            symbol: { type: 'string' },
            exchanges: { type: 'array', items: { type: 'string' } },
            lastPrice: { type: 'number' },
            openInterestUsd: { ...usd, description: 'One side; absent where no exchange publishes it.' },
            firstTime: time,
            lastTime: time,
          },
          ['openInterestUsd'],
        ),
      },
    },
    ['generatedAt'],
  ),
  Status: statusSchema,
  Problem: object(
    {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      parameter: { type: 'string' },
      expected: { type: 'string' },
      got: { type: 'string' },
    },
    ['parameter', 'expected', 'got'],
    'RFC 9457: what was asked, what was expected and what came.',
  ),
} as const;
