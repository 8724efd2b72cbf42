import type { Exchange } from '../../schema/exchange.ts';
import type { LiquidationBar } from '../../schema/market.ts';

/** A candle of an exchange as it was stored; `openInterest` is that at its close, in coins, one side. */
export type StoredCandle = {
  time: number;
  step: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  buyVolume?: number;
  openInterest?: number;
};

/** What one feed told of the minutes of a UTC day. */
export type FeedDay = {
  /** 00:00 UTC, milliseconds. */
  day: number;
  feed: string;
  /** Per minute of the day: 0 where nothing was told of it, else one more than the seconds it was connected. */
  told: Uint8Array;
};

/**
 * What came of one exchange: candles in the order of time, then step; bars of minutes that events were summed into, and
 * totals that somebody recorded, in the order of time, then step; and what its feeds told. Sums of minutes over an hour or
 * a day are not kept: they are made where they are asked for.
 */
export type ExchangeRows = { candles: StoredCandle[]; bars: LiquidationBar[]; feeds: FeedDay[] };

/** What came of a symbol, by exchange; one of which nothing came is absent. */
export type MarketRows = ReadonlyMap<Exchange, ExchangeRows>;
