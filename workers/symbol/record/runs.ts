import type { Exchange } from '../../../schema/exchange.ts';
import type { LiquidationBar } from '../../../schema/market.ts';
import type { Span } from '../../store/spans.ts';
import type { FeedDay, StoredCandle } from '../market-rows.ts';

/**
 * Candles of one step, one after another without a hole, as one: the open of the first, the extremes, the close of the
 * last, the volumes' sum. A stored candle is a run of one.
 */
export type CandleRun = StoredCandle & {
  /** How many candles; one where absent. */
  count?: number;
  /** What rounding the volumes' sum lost of it; nothing where absent. */
  lost?: number;
  /** USD traded: the sum of volume times close; that of the run itself where absent. */
  turnover?: number;
  /** Whether candles that opened before reach over each of these. Where absent, the rows around say so. */
  overlapped?: boolean;
};

/** What the feeds of an exchange said of a time: when all of them saw its liquidations, and of which minutes any told. */
export type Watched = { seen: Span[]; told: Span[] };

/** When the feeds of an exchange saw the time of a whole UTC day, which opens at `day`. */
export type WatchedDay = Watched & { day: number };

/** What is read of one exchange: rows as they are kept, or made coarse. Each list in the order of time, then step. */
export type ExchangeRuns = {
  candles: CandleRun[];
  bars: LiquidationBar[];
  feeds: FeedDay[];
  watched?: WatchedDay[];
};

/** What is read of a symbol: `MarketRows`, or what days of them were made coarse to. */
export type MarketRuns = ReadonlyMap<Exchange, ExchangeRuns>;

/** The opening of the last candle of a run. */
export const lastOf = ({ time, step, count = 1 }: CandleRun): number => time + (count - 1) * step;

/** Where a run ends. */
export const endOf = ({ time, step, count = 1 }: CandleRun): number => time + count * step;

/** USD traded in a run. */
export const turnoverOf = ({ volume, close, turnover = volume * close }: CandleRun): number => turnover;
