import type { Liquidation } from '../../schema/market.ts';
import type { Occurrence } from './world.ts';

/** A contract as the venue lists it; `unit` is what one unit of its sizes is worth, in coins or USD. */
export type Listing = {
  symbol: string;
  instrument: string;
  kind: 'linear' | 'inverse';
  unit: number;
  /** Smallest step of a size, in its own unit. */
  lot: number;
  /** Decimals of prices. */
  decimals: number;
};

export type Row = Record<string, unknown>;

/**
 * One telling of an event: the row as sent, and what it is worth to us, worked out here and not by the
 * adapter under test.
 */
export type Told = { row: Row; liquidation: Omit<Liquidation, 'exchange'> };

/**
 * An event as a venue tells it. Some venues tell the same event otherwise by REST, under another identity.
 */
export type Published = {
  time: number;
  listing: Listing;
  /** Absent where the venue pushes none. */
  feed?: Told;
  /** Absent where the venue lists none. */
  list?: Told;
  /** A field of the rows without which they cannot be read. */
  needed: string;
  publishedAt: number;
};

/** What a venue's REST API can see. */
export type View = {
  now: number;
  listings: readonly Listing[];
  /**
   * Rows of the events in [from, to) that pass, at most `limit`, from the oldest or the newest; they count
   * as served.
   */
  list: (ask: {
    from: number;
    to: number;
    of?: (listing: Listing) => boolean;
    limit: number;
    newestFirst?: boolean;
  }) => Row[];
  bars: (listing: Listing, step: number, from: number, to: number) => Bar[];
  priceOf: (listing: Listing) => number;
  openInterestOf: (listing: Listing) => number;
};
export type Bar = {
  time: number;
  open: string;
  high: string;
  low: string;
  close: string;
  /** Coins. */
  volume: number;
  buyVolume: number;
  openInterest: number;
  ratio: number;
};

export type Session = { topics: Set<string>; url: URL };

export type Venue = {
  exchange: string;
  /** Hosts whose requests it answers. */
  hosts: readonly string[];
  /** How far back it lists liquidations, milliseconds; 0 where it does not. */
  lookBack: number;
  listings: (symbols: readonly string[]) => Listing[];
  /** Words for an event whose size has been rounded to the listing's lots. */
  publish: (event: Sized) => Pick<Published, 'feed' | 'list' | 'needed'>;
  /** What a new connection is greeted with. */
  open?: (session: Session) => unknown[];
  /**
   * Answers a frame of the client, and notes its subscriptions; `recent` gives the last rows of a listing
   * for a replay.
   */
  receive: (text: string, session: Session, recent: Recent) => unknown[];
  /** The message that brings rows of one listing to a session, or undefined where it has not subscribed. */
  push: (rows: readonly Row[], listing: Listing, session: Session, now: number) => unknown;
  /** Whether frames are gzip. */
  gzip?: boolean;
  /** What the server sends by itself, and how often. */
  heartbeat?: { every: number; message: (now: number) => unknown };
  /** The body of a REST answer; undefined where the path is none. */
  answer: (url: URL, view: View) => unknown;
};

/** The newest rows of the listings that pass, at most `count`, oldest first; they count as given. */
export type Recent = (of: (listing: Listing) => boolean, count: number) => { row: Row; listing: Listing }[];

export type Sized = Omit<Occurrence, 'exchange' | 'quantity'> & {
  listing: Listing;
  /** Units of the listing. */
  size: number;
  /** The size and the price as text, in the listing's decimals. */
  sizeText: string;
  priceText: string;
  /** Counts the venue's events. */
  number: number;
};

/** Worth of a sized event, by the listing's unit. */
export function worthOf({ listing, size, priceText }: Sized): {
  price: number;
  quantity: number;
  notionalUsd: number;
} {
  const price = Number(priceText);
  const worth = size * listing.unit;
  return listing.kind === 'linear'
    ? { price, quantity: worth, notionalUsd: worth * price }
    : { price, quantity: worth / price, notionalUsd: worth };
}

/** The parts of a liquidation that every venue words alike. */
export const liquidationOf = (
  event: Sized,
  changes: Pick<Liquidation, 'priceKind' | 'id'> & Partial<Liquidation>,
): Told['liquidation'] => ({
  instrument: event.listing.instrument,
  symbol: event.symbol,
  side: event.side,
  time: event.time,
  ...worthOf(event),
  ...changes,
});

/** `BTC` among linear contracts of one coin a unit. */
export const linearListing = (
  symbol: string,
  instrument: string,
  changes: Partial<Listing> = {},
): Listing => ({
  symbol,
  instrument,
  kind: 'linear',
  unit: 1,
  lot: 0.001,
  decimals: 2,
  ...changes,
});

/** The first of a query's values as a number. */
export const numberIn = (url: URL, name: string, otherwise: number): number =>
  Number(url.searchParams.get(name) ?? otherwise);
