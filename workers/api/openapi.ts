import { INTERVALS } from '../../schema/range.ts';
import { CURSOR_PATTERN } from './liquidations-cursor.ts';
import { pageOperations } from './openapi-pages.ts';
import { exchange, type OpenApiOperation, range, symbol } from './openapi-parameters.ts';
import { json, withErrors } from './openapi-responses.ts';
import { schemas } from './openapi-schemas.ts';

/** Every path of the API, by hand. A test holds it against the routes. */
export const operations = {
  '/v1/symbols': {
    summary: 'The symbols with their exchanges, last price, open interest, first and last time of data',
    parameters: [],
    responses: withErrors(json('Symbols')),
  },
  '/v1/heatmap': {
    summary: 'The heatmap: what could be liquidated where, over time',
    description:
      'At most 400 columns and 400 rows. A live client asks for the newest column alone by `since`; its rows and scale are those of the whole range, and `time` says which columns came.',
    parameters: [
      symbol,
      range,
      exchange,
      {
        name: 'format',
        in: 'query',
        description:
          '`json`; `bin`: the length of the header (uint32, little-endian), the same object without base64 as UTF-8 JSON, then the cells; `coinglass`: sparse cells as bots for CoinGlass read them.',
        schema: { type: 'string', enum: ['json', 'bin', 'coinglass'], default: 'json' },
        example: 'json',
      },
      {
        name: 'since',
        in: 'query',
        description:
          'Only columns from the one on that holds this time, milliseconds UTC. `coinglass` gives all of them.',
        schema: { type: 'integer', format: 'int64', minimum: 0, maximum: 999_999_999_999_999 },
        example: 1722837600000,
      },
      {
        name: 'leverage',
        in: 'query',
        description:
          'Only positions of this leverage: up to 10×, 20 to 25×, from 50×. Kept of `exchange=all`: else a 404 says so.',
        schema: { type: 'string', enum: ['all', 'upTo10', 'from20To25', 'from50'], default: 'all' },
        example: 'from50',
      },
      {
        name: 'with',
        in: 'query',
        description:
          'Any of `band`, `priorShare` and `split`, with commas between them, beside the cells. Kept of `exchange=all`: of others a 404 says so. Left out beside `leverage`, of whose cells it is not kept, and with `format=coinglass`. In `bin` their bytes follow those of the cells: low, high, priorShare, upTo10, from20To25, from50.',
        schema: { type: 'string', pattern: '^(band|priorShare|split)(,(band|priorShare|split))*$' },
        example: 'band,priorShare,split',
      },
    ],
    responses: withErrors({
      'application/json': {
        schema: {
          oneOf: [
            { $ref: '#/components/schemas/Heatmap' },
            { $ref: '#/components/schemas/CoinglassHeatmap' },
          ],
        },
      },
      'application/octet-stream': {},
    }),
  },
  '/v1/map': {
    summary: 'What stands now: USD per price level, long and short, and cumulative from the price outward',
    parameters: [symbol, exchange],
    responses: withErrors(json('LiquidationMap')),
  },
  '/v1/history': {
    summary: 'What was liquidated: totals of long and short per bar, with the close',
    description:
      'Bars are aligned on UTC. The first one is whole, the last one holds all that is known: over the same time sums are the same at every interval, and those of the single events. An interval that is finer than something recorded in the range, or that makes more than 3000 bars, is served coarser, and the answer says so. What feeds saw is known for 90 days; of what is older a quiet bar is absent.',
    parameters: [
      symbol,
      range,
      {
        name: 'interval',
        in: 'query',
        description: 'Width of a bar; by default one that gives about 60 to 180 bars.',
        schema: { type: 'string', enum: Object.keys(INTERVALS) },
        example: '1h',
      },
      exchange,
    ],
    responses: withErrors(json('History')),
  },
  '/v1/liquidations': {
    summary: 'Single liquidations, newest first',
    description:
      'A page looks through a bounded part of what is kept: it can be shorter than `limit`, or empty, while `next` leads on. Only a page without `next` is the last. Following `next` gives every event once, whatever arrives meanwhile. None is an empty page where the exchange has something of the symbol, and a 404, as in the history, where it has nothing.',
    parameters: [
      { ...symbol, required: false, description: 'The base asset; all where it is left out.' },
      exchange,
      {
        name: 'side',
        in: 'query',
        description: 'The position that was liquidated.',
        schema: { type: 'string', enum: ['long', 'short'] },
        example: 'long',
      },
      {
        name: 'from',
        in: 'query',
        description: 'Not before this time, milliseconds UTC. A span that ends before it begins is empty.',
        schema: { type: 'integer', format: 'int64', minimum: 0, maximum: 999_999_999_999_999 },
        example: 1722816000000,
      },
      {
        name: 'to',
        in: 'query',
        description: 'Before this time, milliseconds UTC.',
        schema: { type: 'integer', format: 'int64', minimum: 0, maximum: 999_999_999_999_999 },
        example: 1722902400000,
      },
      {
        name: 'min_usd',
        in: 'query',
        description: 'Not smaller than this.',
        schema: { type: 'number', minimum: 0 },
        example: 100000,
      },
      {
        name: 'cursor',
        in: 'query',
        description: 'The `next` of an earlier answer: goes on after it, whatever arrived meanwhile.',
        schema: { type: 'string', pattern: CURSOR_PATTERN },
        example: '1722816001000~binance~YQ',
      },
      {
        name: 'limit',
        in: 'query',
        description: 'Events per page.',
        schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
        example: 100,
      },
    ],
    responses: withErrors(json('Liquidations')),
  },
  '/v1/score': {
    summary: 'How well past forecasts did, or the rows behind it',
    description:
      'Each row of `format=csv` is one candle: what was forecast before it for the range it swept, what was observed, and the SHA-256 of the column that was published when it had closed. At most 90 days per answer, the last 90 by default.',
    parameters: [
      symbol,
      {
        name: 'format',
        in: 'query',
        description: 'The score, or the rows.',
        schema: { type: 'string', enum: ['json', 'csv'], default: 'json' },
        example: 'csv',
      },
      {
        name: 'from',
        in: 'query',
        description:
          'Rows of candles from this time on, milliseconds UTC; says nothing without `format=csv`.',
        schema: { type: 'integer', format: 'int64', minimum: 0, maximum: 999_999_999_999_999 },
        example: 1722816000000,
      },
      {
        name: 'to',
        in: 'query',
        description:
          'Rows of candles before this time, milliseconds UTC; says nothing without `format=csv`. Of a longer span the first 90 days are given.',
        schema: { type: 'integer', format: 'int64', minimum: 0, maximum: 999_999_999_999_999 },
        example: 1722902400000,
      },
    ],
    responses: withErrors({ ...json('Score'), 'text/csv': {} }),
  },
  '/v1/column': {
    summary: 'One column of all exchanges exactly as it was published',
    description:
      'The SHA-256 of the body is the `column_sha256` of the row whose candle closed with it. That column is as wide as the finest candle that closed then, five minutes at least, and opens at `time_ms + step_ms` less its width. Fine columns are kept for days, coarse ones for years: 404 where it is gone.',
    parameters: [
      symbol,
      {
        name: 'time',
        in: 'query',
        required: true,
        description:
          'The `time_ms` of a row of the score, or when the column opens, in the finest width that is stored; milliseconds UTC.',
        schema: { type: 'integer', format: 'int64', minimum: 0, maximum: 999_999_999_999_999 },
        example: 1722898800000,
      },
    ],
    responses: withErrors({ 'text/plain': {} }, 'The text of the column.'),
  },
  ...pageOperations,
  '/v1/status': {
    summary: 'Per exchange: state, last times, coverage of the last hour and day, rejects',
    parameters: [],
    responses: withErrors(json('Status')),
  },
} as const satisfies Record<string, OpenApiOperation>;

/** `GET /openapi.json`, of a deployment that is reached at `origin`; by itself it names the server it came from. */
export const openapi = (origin: string | undefined) => ({
  openapi: '3.1.0',
  info: {
    title: 'liq-heatmap',
    version: '1',
    summary: 'Liquidation heatmaps and liquidation history of crypto perpetuals',
    description:
      'No key, no cookies, any origin. Times are milliseconds UTC, money is USD, a side is the position that was or would be liquidated. Answers carry an ETag and hold for as long as Cache-Control says: 1 minute for what shows the present over up to 24 h, 2 up to 7 d, 10 beyond, a day for what ends in the past. While the database does not answer, the last good answer of up to a day is given with `stale: true` where it has that field, with `Age` and with `Warning: 110`. An address may ask for 600 answers a minute that no cache holds, at each place of the network; then it gets a 429 with `Retry-After`. Answers that a cache holds are not counted. It is a radar, not advice.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: origin ?? '/' }],
  // No key is needed, for nothing.
  security: [],
  paths: Object.fromEntries(
    Object.entries<OpenApiOperation>(operations).map(([path, operation]) => [
      path,
      { get: { operationId: operationId(path), ...operation } },
    ]),
  ),
  components: { schemas },
});

/** What a generated client calls it: `/v1/heatmap` → `heatmap`. */
const operationId = (path: string): string => path.replace(/^\/(v1\/)?(\w+).*$/, '$2');
