import type {
  AccountRatio,
  Candle,
  FeedMinute,
  Instrument,
  Liquidation,
  LiquidationBar,
  MarginTier,
  OpenInterest,
} from '../../schema/market.ts';
import type { TimedReject } from '../store/add-rejects.ts';
import type { Track } from '../store/read-tracks.ts';

/**
 * What was learnt from exchanges, normalised, on its way to the store. Written twice it changes nothing, so whoever
 * is not sure that it arrived sends it again. Liquidations bring their own bars: `liquidationBars` are for sources
 * that have only totals.
 */
export type IngestBatch = {
  instruments?: Instrument[];
  marginTiers?: MarginTier[];
  candles?: (Track & Candle)[];
  openInterest?: (Track & OpenInterest)[];
  accountRatios?: (Track & AccountRatio)[];
  liquidations?: Liquidation[];
  liquidationBars?: (Track & LiquidationBar)[];
  coverage?: FeedMinute[];
  rejects?: TimedReject[];
};

/** How many rows of each part were taken, and how many events were new. */
export type IngestReceipt = {
  accepted: Partial<Record<keyof IngestBatch, number>>;
  newLiquidations: number;
  /** As D1 counts and bills them. */
  rowsWritten: number;
};
