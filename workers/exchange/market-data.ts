import type { AccountRatio, Candle, Instrument, MarginTier, OpenInterest } from '../../schema/market.ts';
import type { HttpRequest, Reject } from './adapter.ts';

/** What a venue tells of its market besides liquidations. A part that it does not publish is absent. */
export type MarketData = {
  /** Each question lists a part of the venue (linear, inverse); all together are its instruments. */
  instruments: readonly Question<ListAsk, Instrument>[];
  candles?: Series<Candle>;
  /** Now: one question for the whole market where the venue has one, else one per instrument. */
  openInterest?: OpenInterestNow;
  openInterestHistory?: Series<OpenInterest>;
  accountRatios?: Series<AccountRatio>;
  marginTiers?: MarginTiers;
};

/**
 * `request` builds the question, `read` its answer. A row that cannot be read, or that no market can have, is set aside
 * by itself; one of an instrument that is none of ours (options, equities) is left out. `read` throws, with an error that
 * names the venue, the field and what came, only where the answer as a whole is not what was asked for.
 */
export type Question<Ask, Row> = {
  request: (ask: Ask) => HttpRequest;
  read: (text: string, ask: Ask) => Rows<Row>;
};
/** `cursor`, where present, asks for the next page. */
export type Rows<Row> = { rows: Row[]; rejects: RowReject[]; cursor?: string };

/**
 * A row that was set aside: why, and its beginning as it came. Of a row that could be read but cannot be, `time` is where
 * it stands in its series: to ask for it again would not help.
 */
export type RowReject = Reject & { time?: number };

export type ListAsk = { cursor?: string };

/**
 * One instrument over [from, to), milliseconds UTC, in steps of `step`. Pages come in the venue's order;
 * `rows` are always oldest first. A bar that is not over yet may be among them.
 */
export type SeriesAsk = {
  instrument: Instrument;
  step: number;
  from: number;
  to: number;
  cursor?: string;
  /** USD per base unit at a time, for venues that count inverse contracts in USD. */
  priceAt?: (time: number) => number | undefined;
};

export type Series<Row> = Question<SeriesAsk, Row> & {
  /** Steps the venue has, milliseconds, finest first. */
  steps: readonly number[];
  /** Most rows of one page: ask for spans of at most `pageSize · step`. */
  pageSize: number;
  /** How far back it answers, milliseconds; undefined since listing. */
  lookBack?: number;
  /** Whether the venue has this instrument in the series. */
  covers?: (instrument: Instrument) => boolean;
};

export type NowAsk = {
  /** The list the venue's answer is read with. */
  instruments: readonly Instrument[];
  /** The one to ask for; absent where the question covers all. */
  instrument?: Instrument;
  /** The part of the market, one of `parts`. */
  part?: string;
  now: number;
  priceOf?: (instrument: Instrument) => number | undefined;
};
export type NowRow = OpenInterest & { instrument: string };
export type OpenInterestNow = Question<NowAsk, NowRow> & {
  scope: 'market' | 'instrument';
  /** Names for `part` where the market takes several requests. */
  parts?: readonly string[];
};

export type TiersAsk = {
  instruments: readonly Instrument[];
  instrument?: Instrument;
  cursor?: string;
  priceOf?: (instrument: Instrument) => number | undefined;
};
export type MarginTiers = Question<TiersAsk, MarginTier> & {
  scope: 'market' | 'instrument';
  /** The venue tells them in contracts or coins: of a contract without a price nothing is read. */
  needsPrice?: true;
};
