import type { FeedMinute, Instrument, Liquidation, MarginTier } from '../../schema/market.ts';
import type { TimedReject } from '../store/add-rejects.ts';
import type { BarRows } from '../store/save-bars.ts';

/**
 * What was learnt from exchanges, normalised, on its way to the store. Written twice it changes nothing, so whoever
 * is not sure that it arrived sends it again. Liquidations bring their own bars: `liquidationBars` are for sources
 * that have only totals.
 */
export type IngestBatch = BarRows & {
  instruments?: Instrument[];
  marginTiers?: MarginTier[];
  liquidations?: Liquidation[];
  /** Told by a transport that names events otherwise than the one they are taken from: only what that one missed. */
  secondHand?: Liquidation[];
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
