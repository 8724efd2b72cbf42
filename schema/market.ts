import { BOUNDS } from './bounds.ts';
import { EXCHANGES } from './exchange.ts';
import { INTERVAL_NAMES, INTERVALS } from './range.ts';
import { mark, name, note, number, numberOf, optional, record, type TypeOf, whole, word } from './shape.ts';

/** The position that was, or would be, liquidated. Buy and sell never leave an exchange adapter. */
export const SIDES = ['long', 'short'] as const;
export type Side = (typeof SIDES)[number];

/** What answers say of their data: real and current, the built-in simulation, or a recording. */
export const MODES = ['live', 'simulated', 'replay'] as const;
export type Mode = (typeof MODES)[number];

export const CONTRACT_KINDS = ['linear', 'inverse'] as const;

/** `fill`: traded at; `bankruptcy`: where the margin was gone; `trigger`: where liquidation began. */
export const PRICE_KINDS = ['fill', 'bankruptcy', 'trigger'] as const;
export type PriceKind = (typeof PRICE_KINDS)[number];

const exchange = word(
  EXCHANGES,
  'Where it comes from. Linear and inverse contracts of one venue share its id.',
  'Exchange',
);
const symbol = name(
  'The base asset across quote currencies and venues: a scaled contract (1000PEPE) is its coin (PEPE).',
  40,
  { examples: ['BTC'] },
);
const instrumentName = name('The venue’s own name of the contract, as it writes it.', 300, {
  examples: ['BTCUSDT', 'BTC-USD-SWAP'],
});
const price = (description: string) => number(description, BOUNDS.price, { examples: [64_000] });
const quantity = (description: string) => number(description, BOUNDS.quantity, { examples: [1.5] });
const usd = (description: string) => number(description, BOUNDS.usd, { examples: [96_000] });

/** A time of the market. */
export const time = (description: string) =>
  whole(`${description} Milliseconds UTC.`, BOUNDS.time, {
    format: 'int64',
    examples: [1_722_816_000_000],
  });

const step = numberOf(
  Object.values(INTERVALS),
  'Length of the bar, milliseconds.',
  `the milliseconds of ${INTERVAL_NAMES.join(', ')}`,
);

/** One exchange’s contracts on one symbol: one market to the model. */
export const trackFields = { symbol, exchange };
export const track = record(trackFields);
export type Track = TypeOf<typeof track>;

/** A tradable contract. */
export const instrumentFields = {
  ...trackFields,
  instrument: instrumentName,
  quote: name('The currency it is priced in.', 40),
  kind: word(CONTRACT_KINDS, 'Whether it is settled in the quote or in the coin.'),
  contractSize: number(
    'What one contract is worth: base units when linear, USD when inverse; 1 where the venue already counts in that unit.',
    BOUNDS.contractSize,
  ),
};
export const instrument = record(instrumentFields);
export type Instrument = TypeOf<typeof instrument>;

export const candleFields = {
  time: time('The open: the bar covers what is from it up to time + step.'),
  step,
  open: price('USD per base unit.'),
  high: price('USD per base unit.'),
  low: price('USD per base unit.'),
  close: price('USD per base unit.'),
  volume: quantity('Base units.'),
  buyVolume: optional(quantity('The part of `volume` that takers bought.')),
};

/** One bar of trading. */
export const candle = record(candleFields);
export type Candle = TypeOf<typeof candle>;

export const openInterestFields = {
  time: time('When that much was open; of a bar, its close.'),
  openInterest: quantity('Contracts outstanding, one side, base units.'),
};
export const openInterest = record(openInterestFields);
export type OpenInterest = TypeOf<typeof openInterest>;

export const accountRatioFields = {
  time: time('When it was so.'),
  ratio: number('Accounts that are net long per account that is net short.', BOUNDS.ratio),
};
export const accountRatio = record(accountRatioFields);
export type AccountRatio = TypeOf<typeof accountRatio>;

/** One step of an instrument's margin rules: it holds for positions of `minNotionalUsd` up to the next tier. */
export const marginTierFields = {
  exchange,
  instrument: instrumentName,
  minNotionalUsd: usd('USD of the smallest position it holds for.'),
  maintenanceMarginRate: number('Part of the notional that must stay.', BOUNDS.rate),
  maxLeverage: number('Notional per margin, at most.', BOUNDS.leverage),
  maintenanceDeductionUsd: usd('Makes the maintenance margin continuous across tiers.'),
};
export const marginTier = record(marginTierFields);
export type MarginTier = TypeOf<typeof marginTier>;

export const liquidationFields = {
  exchange,
  instrument: instrumentName,
  symbol,
  side: word(SIDES, 'The position that was liquidated.', 'Side'),
  price: price('USD per base unit; its meaning is `priceKind`.'),
  priceKind: word(
    PRICE_KINDS,
    '`fill`: traded at; `bankruptcy`: where the margin was gone; `trigger`: where liquidation began.',
  ),
  quantity: number('Base units.', BOUNDS.liquidatedQuantity, { examples: [1.5] }),
  notionalUsd: number('USD.', BOUNDS.liquidatedUsd, { examples: [96_000] }),
  time: time('By the clock of the venue.'),
  id: name('The venue’s own, or its raw strings joined with `|`: the same event always has the same.'),
};
export const liquidation = record(
  liquidationFields,
  'One liquidation as a venue reported it.',
  'Liquidation',
);
export type Liquidation = TypeOf<typeof liquidation>;

export const liquidationBarFields = {
  time: time('The open: the bar holds what was liquidated from it up to time + step.'),
  step,
  longUsd: optional(usd('USD of longs; absent where nobody recorded them, never 0.')),
  shortUsd: optional(usd('USD of shorts; absent where nobody recorded them, never 0.')),
  count: optional(whole('Liquidations; absent where only totals are known.', { least: 0 })),
};
/** What was liquidated in [time, time + step). */
export const liquidationBar = record(liquidationBarFields);
export type LiquidationBar = TypeOf<typeof liquidationBar>;

/** What a feed saw of one minute of an exchange's liquidations. */
export const feedMinuteFields = {
  exchange,
  feed: name('The feed’s or poll’s name, unique within the exchange.', 60),
  time: time('Start of the minute.'),
  seconds: number('How much of the minute it was connected, or a later answer made up for.', {
    least: 0,
    most: 60,
  }),
  events: whole('Events of the minute.', { least: 0 }),
  delay: optional(
    number('Median time from an event to its arrival, milliseconds; absent where nothing arrived live.'),
  ),
  error: optional(note('Why it was not connected all the time.', 300)),
  repaired: optional(mark('Told afterwards by REST, whatever the feed itself saw of it.')),
};
export const feedMinute = record(feedMinuteFields);
export type FeedMinute = TypeOf<typeof feedMinute>;

/** What could not be read of something, on its way to whoever looks for the reason. */
export const timedRejectFields = {
  source: name('Where it came from: an exchange, a file, a part of a batch.', 60),
  time: time('When it came.'),
  reason: note('What was expected and what came.'),
  payload: note('The beginning of what could not be read.'),
};
export const timedReject = record(timedRejectFields);
export type TimedReject = TypeOf<typeof timedReject>;

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
