import { integer, primaryKey, real, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core';
import type { Exchange } from './exchange.ts';
import type { PriceKind, Side } from './market.ts';
import type { Completeness } from './reporting-share.ts';

/** The D1 tables. What the columns mean stands with the types in `market.ts`; times are milliseconds UTC. */

export const instruments = sqliteTable(
  'instruments',
  {
    exchange: text().$type<Exchange>().notNull(),
    instrument: text().notNull(),
    symbol: text().notNull(),
    quote: text().notNull(),
    kind: text().$type<'linear' | 'inverse'>().notNull(),
    contractSize: real('contract_size').notNull(),
  },
  table => [primaryKey({ columns: [table.exchange, table.instrument] })],
);

export const marginTiers = sqliteTable(
  'margin_tiers',
  {
    exchange: text().$type<Exchange>().notNull(),
    instrument: text().notNull(),
    minNotionalUsd: real('min_notional_usd').notNull(),
    maintenanceMarginRate: real('maintenance_margin_rate').notNull(),
    maxLeverage: real('max_leverage').notNull(),
    maintenanceDeductionUsd: real('maintenance_deduction_usd').notNull(),
  },
  table => [primaryKey({ columns: [table.exchange, table.instrument, table.minNotionalUsd] })],
);

/**
 * One row per symbol, exchange and bar: an exchange's contracts on one symbol are one market to the model. The open
 * interest is that at the close.
 */
export const candles = sqliteTable(
  'candles',
  {
    symbol: text().notNull(),
    exchange: text().$type<Exchange>().notNull(),
    time: integer().notNull(),
    step: integer().notNull(),
    open: real().notNull(),
    high: real().notNull(),
    low: real().notNull(),
    close: real().notNull(),
    volume: real().notNull(),
    buyVolume: real('buy_volume'),
    openInterest: real('open_interest'),
  },
  table => [primaryKey({ columns: [table.symbol, table.exchange, table.time, table.step] })],
);

export const accountRatios = sqliteTable(
  'account_ratios',
  {
    symbol: text().notNull(),
    exchange: text().$type<Exchange>().notNull(),
    time: integer().notNull(),
    ratio: real().notNull(),
  },
  table => [primaryKey({ columns: [table.symbol, table.exchange, table.time] })],
);

export const liquidations = sqliteTable(
  'liquidations',
  {
    time: integer().notNull(),
    exchange: text().$type<Exchange>().notNull(),
    id: text().notNull(),
    instrument: text().notNull(),
    symbol: text().notNull(),
    side: text().$type<Side>().notNull(),
    price: real().notNull(),
    priceKind: text('price_kind').$type<PriceKind>().notNull(),
    quantity: real().notNull(),
    notionalUsd: real('notional_usd').notNull(),
  },
  table => [primaryKey({ columns: [table.time, table.exchange, table.id] })],
);

export const liquidationBars = sqliteTable(
  'liquidation_bars',
  {
    symbol: text().notNull(),
    exchange: text().$type<Exchange>().notNull(),
    time: integer().notNull(),
    step: integer().notNull(),
    longUsd: real('long_usd'),
    shortUsd: real('short_usd'),
    count: integer(),
  },
  table => [primaryKey({ columns: [table.symbol, table.exchange, table.step, table.time] })],
);

/** Where something was written, in the order of writing; `spans` as `store/news.ts` has them. */
export const news = sqliteTable('news', {
  id: integer().primaryKey(),
  time: integer().notNull(),
  spans: text().notNull(),
});

/** What is asked of the deployment as a whole, in one row, as `schema/board.ts` has it. */
export const board = sqliteTable('board', {
  id: integer().primaryKey(),
  board: text().notNull(),
});

/** The filters of all exchanges of a symbol. */
export const modelStates = sqliteTable(
  'model_states',
  {
    symbol: text().notNull(),
    version: integer().notNull(),
    revision: integer().notNull(),
    state: text().notNull(),
  },
  table => [primaryKey({ columns: [table.symbol, table.version] })],
);

/** Runs of columns: of the sum over the exchanges, of each exchange, or of what qualifies the sum. */
export const heatmapTiles = sqliteTable(
  'heatmap_tiles',
  {
    symbol: text().notNull(),
    part: text().$type<'all' | 'each' | 'layers'>().notNull(),
    resolution: integer().notNull(),
    start: integer().notNull(),
    columns: text().notNull(),
  },
  table => [primaryKey({ columns: [table.symbol, table.part, table.resolution, table.start] })],
);

export const rejects = sqliteTable(
  'rejects',
  {
    id: integer().primaryKey(),
    source: text().notNull(),
    time: integer().notNull(),
    reason: text().notNull(),
    payload: text().notNull(),
  },
  table => [unique().on(table.source, table.reason, table.payload)],
);

/** One row per feed and hour. `minutes` maps the minute of the hour to `[seconds, events, delay, note]`, see `store/save-coverage.ts`. */
export const feedCoverage = sqliteTable(
  'feed_coverage',
  {
    exchange: text().$type<Exchange>().notNull(),
    feed: text().notNull(),
    hour: integer().notNull(),
    minutes: text().notNull(),
    error: text(),
  },
  table => [primaryKey({ columns: [table.exchange, table.hour, table.feed] })],
);

/** Liquidation bars of `step` are complete for the time before `until`. */
export const barRollups = sqliteTable('bar_rollups', {
  step: integer().primaryKey(),
  until: integer().notNull(),
});

/** The time of the last batch that each relay signed. */
export const relays = sqliteTable('relays', {
  relay: text().primaryKey(),
  time: integer().notNull(),
});

/** How far the polls of each exchange have come and how the last run went: one row, `{ exchange: { time, state } }`. */
export const pollStates = sqliteTable('poll_states', {
  id: integer().primaryKey(),
  states: text().notNull(),
});

/** The forecasts of one symbol over a UTC day, as lines of text. */
export const forecasts = sqliteTable(
  'forecasts',
  {
    symbol: text().notNull(),
    day: integer().notNull(),
    lines: text().notNull(),
  },
  table => [primaryKey({ columns: [table.symbol, table.day] })],
);

/** The newest score of a symbol's forecasts; `time` is the end of the last candle it knows. */
export const scores = sqliteTable('scores', {
  symbol: text().primaryKey(),
  time: integer().notNull(),
  score: text().notNull(),
});

/** Estimates of what each exchange reports of its liquidations, as JSON; each holds for candles that open at `time` or later. */
export const reportingShares = sqliteTable(
  'reporting_shares',
  {
    exchange: text().$type<Exchange>().notNull(),
    time: integer().notNull(),
    completeness: text().$type<Completeness>().notNull(),
    shares: text(),
  },
  table => [primaryKey({ columns: [table.exchange, table.time] })],
);
