import type { Exchange } from '../../schema/exchange.ts';
import type { Instrument, Liquidation, PriceKind } from '../../schema/market.ts';
import type { MarketData } from './market-data.ts';

/**
 * What one exchange says and how it wants to be asked. An adapter is data and pure functions: whoever
 * holds one (the poller, a feed, the relay, the simulator, `npm run parse`) brings the sockets, the clock and
 * the store.
 *
 * Live:   open `feed.urls[0]`, send `feed.subscribe(instruments)`, give every frame to `readMessage`
 *         (binary ones through `frameText` first), send its `replies`, send `feed.keepAlive` as it says;
 *         after `feed.silence` without any frame the connection is dead, however well it looks.
 * Polled: for each `poll.targets(instruments)` ask `poll.request` for [from, to) no wider than `poll.window`,
 *         give the answer's body to `readAnswer`; a full page (`page.rows >= poll.pageSize`) is continued as
 *         `poll.paging` says.
 * A reading never throws: what could not be understood is in `rejects`, and the rest of the message counts.
 * Reading the same event twice gives the same `id`, so a store that ignores known ids may be given replays.
 */
export type Adapter = {
  exchange: Exchange;
  access: Access;
  limit: RateLimit;
  /** Absent where the venue publishes none. */
  liquidations?: LiquidationSource;
  /** Absent where we do not know how to ask. */
  market?: MarketData;
};

/**
 * Who may ask. `refused`: the venue answers Cloudflare's addresses with 403 or 451, only a relay elsewhere
 * sees it. `unknown` has not been seen either way: try, and say what came.
 */
export type Access = {
  cloudflare: 'accepted' | 'refused' | 'unknown';
  /** Where a Durable Object for this venue should stand, best first. */
  locationHints?: readonly LocationHint[];
};
export type LocationHint = 'wnam' | 'enam' | 'weur' | 'eeur' | 'apac' | 'oc';

/** `budget` of request weight per `per` milliseconds and address. */
export type RateLimit = {
  budget: number;
  per: number;
  /** The share of the budget that is used, 0 to 1 and beyond, as the answer's headers tell it. */
  used?: (headers: Pick<Headers, 'get'>) => number | undefined;
};

export type HttpRequest = {
  url: string;
  method: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** What it takes from the budget. */
  weight: number;
};

export type LiquidationSource = {
  /**
   * `full`: every liquidation. `throttled`: at most one per contract and second. `sampled`: the venue says
   * that it leaves out some. Sums of a venue that is not full are lower bounds.
   */
  completeness: 'full' | 'throttled' | 'sampled';
  /** What `price` means in this venue's events; an event that differs says so itself. */
  priceKind: PriceKind;
  /** The transport to ingest from. The other, if any, is for repair, or for checking only. */
  primary: 'feed' | 'poll';
  /** Whether an event has the same id on both transports. Where not, the second may only fill time the first missed. */
  sharedIdentity: boolean;
  feeds: readonly Feed[];
  polls: readonly Poll[];
  /** Reads one WebSocket message. */
  readMessage: (text: string, context: Context) => Reading;
  /** Reads the body of one REST answer; a list of liquidations, or market data, which hold none. */
  readAnswer: (text: string, context: Context) => Reading;
  /** What has not been confirmed against the venue itself: guesses that a wrong side or size would come from. */
  unverified?: readonly string[];
};

/** What a message leaves out. */
export type Context = {
  /** The venue's instrument list, by the venue's own name. */
  instrument?: (name: string) => Instrument | undefined;
  /** Overrules the list: what one contract is worth by it. Means nothing where the venue counts coins or USD. */
  contractSize?: number;
  /** The target of the request, for answers that do not repeat it. */
  asked?: string;
};

export type Reading = {
  liquidations: Liquidation[];
  rejects: Reject[];
  control?: Control;
  /** Frames to send back at once. */
  replies?: string[];
  /** How much a REST page held, its non-liquidations included; absent on messages. */
  page?: Page;
};

/**
 * One message, or one row of it, that could not be understood, and why. `retry`: only the instrument list is
 * missing; the same message read with a fuller list may give the event.
 */
export type Reject = { reason: string; payload: string; retry?: true };

/** Times are of the rows, milliseconds UTC; undefined on an empty page. */
export type Page = { rows: number; oldest?: number; newest?: number; cursor?: string };

/**
 * What a message means for the connection. `alive`: a ping, pong, heartbeat or anything else that shows it
 * works. `refused`: the venue did not accept a subscription or a frame. `closing`: it asks us to reconnect.
 */
export type Control =
  | { kind: 'alive' }
  | { kind: 'subscribed' }
  | { kind: 'refused'; reason: string }
  | { kind: 'closing'; reason: string };

export type Feed = {
  /** Unique within the exchange: `linear`, `coin-m`. */
  name: string;
  /** Tried in order. */
  urls: readonly string[];
  /** Frames to send after opening, each within the venue's limits. Instruments of other feeds are left out. */
  subscribe: (instruments: readonly Instrument[]) => string[];
  /** Whether `subscribe` needs the venue's instrument list, or one topic covers all. */
  perInstrument: boolean;
  /** Milliseconds between frames that we send. */
  pace: number;
  /** A frame the venue answers, and how often to send it, in milliseconds. Absent where the server pings. */
  keepAlive?: { every: number; frame: (now: number) => string };
  /** Milliseconds without any frame after which the connection is dead. */
  silence: number;
  /** Milliseconds after which the venue cuts every connection: have the next one ready before. */
  lifetime?: number;
};

/** Liquidations (or trades that mark them) over REST. */
export type Poll = {
  /** Unique within the exchange. */
  name: string;
  /** What to ask for one by one: instruments, families, currencies; `['']` where one request covers all. */
  targets: (instruments: readonly Instrument[]) => string[];
  /** Asks for what happened in [from, to), milliseconds UTC. */
  request: (ask: PollAsk) => HttpRequest;
  /** The longest span of one request, milliseconds; undefined where the venue sets none. */
  window?: number;
  pageSize: number;
  /**
   * How to go on after a full page. `halve`: ask both halves of the span. `backward`: rows come newest first,
   * ask again up to the oldest. `forward`: rows come oldest first, ask again from the newest. `cursor`: hand
   * over `page.cursor`; the answer without one is the last.
   */
  paging: 'halve' | 'backward' | 'forward' | 'cursor';
  /** How far back the venue answers, milliseconds. */
  lookBack: number;
};
export type PollAsk = { target: string; from: number; to: number; cursor?: string };
