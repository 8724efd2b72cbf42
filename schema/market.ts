import type { Exchange } from './exchange.ts';

/** The position that was, or would be, liquidated. Buy and sell never leave an exchange adapter. */
export type Side = 'long' | 'short';

/** What answers say of their data: real and current, the built-in simulation, or a recording. */
export const MODES = ['live', 'simulated', 'replay'] as const;
export type Mode = (typeof MODES)[number];

/**
 * A tradable contract. `contractSize` is what one contract is worth: base units when linear, USD when
 * inverse; 1 where the venue already counts in that unit.
 */
export type Instrument = {
  exchange: Exchange;
  /** The venue's own name, as it writes it: `BTCUSDT`, `BTC-USD-SWAP`. */
  instrument: string;
  /** The base asset across quote currencies and venues: `BTC`. A scaled contract (1000PEPE) is its coin (PEPE). */
  symbol: string;
  quote: string;
  kind: 'linear' | 'inverse';
  contractSize: number;
};

/**
 * One bar of trading. Prices are USD per base unit, volumes base units.
 * `time` is the open in milliseconds UTC; the bar covers [time, time + step).
 */
export type Candle = {
  time: number;
  step: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  /** The part of `volume` that takers bought. */
  buyVolume?: number;
};

/** Contracts outstanding, one side, in base units, at `time` (a bar's open interest is that at its close). */
export type OpenInterest = { time: number; openInterest: number };

/** Accounts that are net long per account that is net short, at `time`. */
export type AccountRatio = { time: number; ratio: number };

/**
 * One step of an instrument's margin rules: it holds for positions of `minNotionalUsd` up to the next tier.
 * `maintenanceDeductionUsd` makes the maintenance margin continuous across tiers.
 */
export type MarginTier = {
  exchange: Exchange;
  instrument: string;
  minNotionalUsd: number;
  maintenanceMarginRate: number;
  maxLeverage: number;
  maintenanceDeductionUsd: number;
};

/** `fill`: traded at; `bankruptcy`: where the margin was gone; `trigger`: where liquidation began. */
export type PriceKind = 'fill' | 'bankruptcy' | 'trigger';

/** One liquidation as a venue reported it. */
export type Liquidation = {
  exchange: Exchange;
  instrument: string;
  symbol: string;
  side: Side;
  /** USD per base unit; its meaning is `priceKind`. */
  price: number;
  priceKind: PriceKind;
  /** Base units. */
  quantity: number;
  notionalUsd: number;
  /** Milliseconds UTC, the venue's own clock. */
  time: number;
  /** The venue's id, or its raw strings joined with `|`. The same event always has the same id. */
  id: string;
};

/**
 * What was liquidated in [time, time + step). A side that nobody recorded is undefined, never 0.
 * `count` is undefined where only totals are known.
 */
export type LiquidationBar = {
  time: number;
  step: number;
  longUsd?: number;
  shortUsd?: number;
  count?: number;
};

/** What a feed saw of one minute of an exchange's liquidations. */
export type FeedMinute = {
  exchange: Exchange;
  /** The feed's or poll's name, unique within the exchange. */
  feed: string;
  /** Start of the minute, milliseconds UTC. */
  time: number;
  /** How much of the minute it was connected, or a later answer made up for: 0 to 60. */
  seconds: number;
  events: number;
  /** Median time from an event to its arrival, milliseconds; undefined where nothing arrived live. */
  delay?: number;
  /** Why it was not connected all the time. */
  error?: string;
  /** Told afterwards by REST, whatever the feed itself saw of it. */
  repaired?: true;
};

/**
 * What the model said of one candle before it came, and what came. Both are sums over the same exchanges: those that
 * reported liquidations, or all of the symbol where none did (then nothing was observed, and both are undefined).
 */
export type ForecastRow = {
  /** Open and length of the candle, milliseconds. */
  time: number;
  step: number;
  /** USD forecast to be liquidated in the range the candle then swept. */
  forecastLongUsd: number;
  forecastShortUsd: number;
  observedLongUsd?: number;
  observedShortUsd?: number;
  /** Of the column that was published when the candle had closed: hexadecimal digest of its stored text. */
  columnSha256?: string;
};
