import type { ExchangeSet } from './exchange.ts';
import type { LeverageGroup } from './leverage-group.ts';
import type { Liquidation, Mode } from './market.ts';
import type { Interval, Range } from './range.ts';
import type { Completeness, ReportingShares } from './reporting-share.ts';
import type { Score } from './score.ts';

/** What one exchange contributed to an answer: the share of time it was seen, and the holes. */
export type Coverage = { exchange: string; share: number; gaps: [from: number, to: number][] };

/** `GET /v1/heatmap` without its cells: the same object opens the JSON and the binary form. */
export type HeatmapHeader = {
  symbol: string;
  exchange: ExchangeSet;
  range: Range;
  /** Column width, which is coarser than the range asks for where the data are. */
  resolution: Interval;
  unit: 'usd';
  /** The close of the newest candle under the answer: equal data make an equal answer. */
  generatedAt: number;
  stale: boolean;
  mode: Mode;
  /** As asked: the cells are those of positions of this leverage. */
  leverage?: LeverageGroup;
  /** Column x covers [start + x·step, + step) and holds the forecast frozen at its end. */
  time: { start: number; step: number; count: number };
  /** Row y covers the prices [first · ratio^y, first · ratio^(y+1)). */
  price: { scale: 'log'; first: number; ratio: number; count: number };
  /** Candles of the columns, oldest first; a column nobody recorded has none. */
  candles: { time: number[]; open: number[]; high: number[]; low: number[]; close: number[] };
  coverage: Coverage[];
};

/** How cells are scaled; see `cells.ts`. Column-major: byte x · price.count + y. */
export type CellsHeader = { encoding: 'u8-log'; min: number; max: number };
/** A byte v is the share v/255. */
export type SharesHeader = { encoding: 'u8' };

/** What qualifies the cells, in the same shape as they; each where asked for. */
export type HeatmapParts<Cells, Shares> = {
  /** USD per cell: by default all that stands there, else what stands with the leverage asked for. */
  cells: Cells;
  /** 10 % and 90 % of what the weights the data allow would give. */
  band?: { low: Cells; high: Cells };
  /** The part of a cell that rests on weights the data have hardly tested. */
  priorShare?: Shares;
  /** The cells by the leverage of the positions. */
  split?: Record<LeverageGroup, Cells>;
};

export type HeatmapBinHeader = HeatmapHeader & HeatmapParts<CellsHeader, SharesHeader>;
export type HeatmapJson = HeatmapHeader &
  HeatmapParts<CellsHeader & { base64: string }, SharesHeader & { base64: string }>;

/** The parts of a heatmap beside its cells. */
export type HeatmapLayer = 'low' | 'high' | 'priorShare' | LeverageGroup;

/** A heatmap ready to draw. `layers` holds the bytes of the parts that the header names. */
export type Heatmap = HeatmapBinHeader & {
  bytes: Uint8Array;
  layers?: Partial<Record<HeatmapLayer, Uint8Array>>;
};

export type HistoryBar = {
  time: number;
  /** Absent where that side was not recorded. */
  longUsd?: number;
  shortUsd?: number;
  /** Absent where only totals are known. */
  count?: number;
  /** Absent where there is no candle. */
  close?: number;
  /**
   * The share of the bar, of its whole length, that was seen, 0 to 1: the mean over the exchanges that report. The running
   * bar is below 1.
   */
  covered: number;
};

export type History = {
  symbol: string;
  exchange: ExchangeSet;
  range: Range;
  /** Coarser than asked where the data are, or where there would be too many bars. */
  interval: Interval;
  unit: 'usd';
  /** The close of the newest candle under the answer. */
  generatedAt: number;
  mode: Mode;
  stale: boolean;
  /** What the bars sum: from the open of the first period to the end of what is known, which may be later than `generatedAt`. */
  from: number;
  to: number;
  /** Oldest first. A period that nobody recorded is absent, not zero; one that was watched and quiet is zero. */
  bars: HistoryBar[];
};

export type SymbolSummary = {
  symbol: string;
  exchanges: string[];
  lastPrice: number;
  /** One side, USD, summed over the exchanges that publish it; absent where none does. */
  openInterestUsd?: number;
  firstTime: number;
  /** End of the last closed candle. */
  lastTime: number;
};

/**
 * `generatedAt` is the close of the newest candle of any symbol; absent where there is none. `stale` where the answer is
 * an older one, because the database does not answer.
 */
export type Symbols = { mode: Mode; generatedAt?: number; stale: boolean; symbols: SymbolSummary[] };

/** What one feed of an exchange saw, where feeds are followed. */
export type FeedStatus = {
  feed: string;
  /** Seen part of the last hour and day, 0 to 1. */
  share: { hour: number; day: number };
  /** Events of the last day. */
  events: number;
  /** Median of the last hour, milliseconds from the event to here; absent where nothing arrived live. */
  delay?: number;
  /** Start of the last minute of which it saw something. */
  lastSeen?: number;
  /** The last error of the last day. */
  error?: string;
};

export type ExchangeStatus = {
  exchange: string;
  /** `silent`: known, but nothing of it has come yet. */
  state: 'live' | 'stale' | 'silent' | 'recorded' | 'simulated';
  symbols: string[];
  /** Open of the first candle and end of the last; absent while silent. */
  firstTime?: number;
  lastTime?: number;
  /** End of the last bar, or time of the last event, in which a liquidation was seen. */
  lastLiquidation?: number;
  /** Share of the last hour and day that is covered by candles. */
  coverage: { hour: number; day: number };
  /** How much of its liquidations it reports, by its own word. */
  completeness: Completeness;
  /**
   * What it reports of its liquidations, as the model takes it; 1 where it reports all. Absent where it could not be
   * estimated: the model then assumes 0.25. Observed dollars are never scaled by it.
   */
  reportingShare?: ReportingShares;
  feeds: FeedStatus[];
  /** How asking it goes; absent where it has not been asked. */
  polls?: PollStatus;
  /** What could not be read of it, or that the model could not take. */
  rejects: { total: number; lastTime?: number; lastReason?: string };
  /** How the model goes on with its candles; absent before it has begun. */
  model?: ModelStatus;
};

export type ModelStatus = {
  /** End of the last candle it took, of the symbol that is furthest behind. */
  lastTime: number;
  /** Symbols with which it stands still or lags, each with why where that is known: `BTC: model state: expected …`. */
  failing?: string;
};

export type PollStatus = {
  /** When something was last answered; absent where nothing ever was. */
  lastAnswer?: number;
  /** Why it is not being asked, and until when. */
  error?: string;
  until?: number;
  /** Questions that fail while others are answered: `candles BTC`. */
  failing: { question: string; error: string }[];
  /** Part of the past, 0 to 1, that has been filled in. */
  backfill: number;
};

export type Status = {
  mode: Mode;
  /** The minute up to which is told what is missing; of a recording, its end: the close of its newest candle. */
  generatedAt: number;
  /** Whether the answer is an older one, because the database does not answer. */
  stale: boolean;
  /** How many exchanges are known here, and of how many there is what should be there by now. */
  known: number;
  seen: number;
  exchanges: ExchangeStatus[];
};

/** `GET /v1/liquidations`: newest first. */
export type Liquidations = {
  /** Absent where all symbols were asked for. */
  symbol?: string;
  exchange: ExchangeSet;
  unit: 'usd';
  mode: Mode;
  /** Whether the answer is an older one, because the database does not answer. */
  stale: boolean;
  /** The time of the oldest single event that is kept, of any symbol; absent where none is. */
  from?: number;
  events: Liquidation[];
  /**
   * The `cursor` of the next, older page; absent on the last one. A page that looked through as much as a page may can
   * be shorter than `limit`, or empty, and still have a next one.
   */
  next?: string;
};

/** `GET /v1/map`: what stands now, on the full lattice of prices. */
export type LiquidationMap = {
  symbol: string;
  exchange: ExchangeSet;
  unit: 'usd';
  /** The close of the newest candle under the answer. */
  generatedAt: number;
  mode: Mode;
  stale: boolean;
  /** The last close, USD per base unit: longs stand below it, shorts above. */
  lastPrice: number;
  /** The close after which the levels stood so; earlier than `generatedAt` where the model lags. */
  time: number;
  /** Level i covers the prices [first · ratio^i, first · ratio^(i+1)). */
  price: { scale: 'log'; first: number; ratio: number; count: number };
  longUsd: number[];
  shortUsd: number[];
  /** All that stands between the price and the far edge of level i, that level included. */
  cumulativeUsd: number[];
  /** The same dollars by the leverage of the positions. */
  groups: Record<LeverageGroup, number[]>;
  /** 10 % and 90 % of what the weights the data allow would give. */
  lowUsd: number[];
  highUsd: number[];
  /** Part of a level, 0 to 1, that rests on weights the data have hardly tested. */
  priorShare: number[];
};

/** A score, and the candles it is of, milliseconds: their length, the open of the first, the end of the last. */
export type SpanScore = Score & { step: number; from: number; to: number };

/** `GET /v1/score`: how well past forecasts did. */
export type ScoreAnswer = {
  symbol: string;
  mode: Mode;
  stale: boolean;
  /** Where the forecasts and what came are told, a row per candle. */
  rows: string;
  /** The close of the last candle the score knows. */
  generatedAt?: number;
  /** Absent until enough forecasts have met their candles. */
  score?: SpanScore;
};

/** RFC 9457. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  parameter?: string;
  expected?: string;
  got?: string;
};
