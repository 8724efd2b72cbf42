import type { PollStatus } from './answer/status.ts';
import type { Exchange } from './exchange.ts';
import type { Completeness, ReportingShares } from './reporting-share.ts';

/** A candle as the newest of its track tells of it; of those that open last the finest. */
export type NewestCandle = { time: number; step: number; close: number; volume: number };

/** How far the model has come with an exchange: the end of the last candle it took, and that one's length, ms. */
export type LaneProgress = {
  end: number;
  step?: number;
  /** Why it stands still there. */
  failing?: string;
};

/** What is known of an exchange of a symbol. Times are milliseconds UTC. */
export type BoardTrack = {
  exchange: Exchange;
  /** When its first candle opens; absent where it has bars alone, as is the newest. */
  firstTime?: number;
  last?: NewestCandle;
  /** Coins, one side, at the last close that had one. */
  openInterest?: number;
  /** Whether there are liquidation bars of it, and the end of the last one with dollars. */
  reports?: true;
  lastLiquidation?: number;
  /** The share of the hour and of the day before its last close that candles cover; before now where that is late. */
  covered?: { hour: number; day: number };
  model?: LaneProgress;
};

/** A symbol, with its exchanges in alphabetical order. */
export type BoardSymbol = {
  symbol: string;
  tracks: BoardTrack[];
  /** When the newest column of the sum opens, in the finest width; absent where there is none. */
  columnTime?: number;
  /** Whether there is more to take in than a beat takes. */
  busy?: true;
};

/** What one feed saw, up to the beat. */
export type BoardFeed = {
  exchange: Exchange;
  feed: string;
  hour: number;
  day: number;
  events: number;
  delay?: number;
  lastSeen?: number;
  error?: string;
};

/** What is asked of the deployment as a whole, as of its last beat: symbols in alphabetical order, the rest by exchange. */
export type Board = {
  /** When the beat was that wrote it, milliseconds UTC. */
  beatAt: number;
  /** The last of the news (`store/news.ts`) that beat has told the symbols of. */
  news: number;
  symbols: BoardSymbol[];
  feeds: BoardFeed[];
  polls: Partial<Record<Exchange, PollStatus>>;
  rejects: Partial<Record<Exchange, { total: number; lastTime: number; lastReason: string }>>;
  reporting: Partial<Record<Exchange, { completeness: Completeness; shares?: ReportingShares }>>;
};

/** Before the first beat. */
export const EMPTY_BOARD: Board = {
  ...{ beatAt: 0, news: 0, symbols: [], feeds: [], polls: {}, rejects: {}, reporting: {} },
};
