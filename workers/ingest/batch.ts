import type {
  AccountRatio,
  Candle,
  FeedMinute,
  Instrument,
  Liquidation,
  LiquidationBar,
  MarginTier,
  OpenInterest,
  TimedReject,
  Track,
} from '../../schema/market.ts';

/**
 * What was learnt from exchanges, normalised, on its way to the store. Written twice it changes nothing, so whoever
 * is not sure that it arrived sends it again. Liquidations bring their own bars: `liquidationBars` are for sources
 * that have only totals.
 */
export type IngestBatch = {
  candles?: (Track & Candle)[];
  /** Kept with the candles that end at its time. */
  openInterest?: (Track & OpenInterest)[];
  accountRatios?: (Track & AccountRatio)[];
  liquidationBars?: (Track & LiquidationBar)[];
  instruments?: Instrument[];
  marginTiers?: MarginTier[];
  liquidations?: Liquidation[];
  /** Told by a transport that names events otherwise than the one they are taken from: only what that one missed. */
  secondHand?: Liquidation[];
  coverage?: FeedMinute[];
  rejects?: TimedReject[];
};

/** A row of one part. */
export type BatchRow<Part extends keyof IngestBatch> = NonNullable<IngestBatch[Part]>[number];

/** Rows that were not taken, by the part they stood in (`batch`: in none that is known), and why the first were not. */
export type RefusedRows = Record<string, { rows: number; reasons: string[] }>;

/** How many rows of each part were taken, and how many events were new. */
export type IngestReceipt = {
  accepted: Partial<Record<keyof IngestBatch, number>>;
  /** What came and was set aside row by row; absent where all was taken. */
  refused?: RefusedRows;
  newLiquidations: number;
  /** As D1 counts and bills them. */
  rowsWritten: number;
};
