/**
 * Where numbers come from, in the order in which all lists have them. Linear and inverse contracts of one venue share its
 * name. `kind` says what is public of it: a venue's `liquidations`; its `market` alone, which is candles, open interest
 * or margin rules; or nothing, for it is no venue: `aggregate` is a recording that already sums venues, `simulated` the
 * built-in market, and neither is ever added to a venue.
 *
 * `place` is how stored columns name it, 1 to 57. One that was given is never changed and never given again; a new
 * exchange takes the next one, wherever its row stands.
 */
const ROWS = {
  binance: { kind: 'liquidations', place: 1 },
  bybit: { kind: 'liquidations', place: 2 },
  okx: { kind: 'liquidations', place: 3 },
  gate: { kind: 'liquidations', place: 4 },
  htx: { kind: 'liquidations', place: 5 },
  bitget: { kind: 'liquidations', place: 6 },
  bitfinex: { kind: 'liquidations', place: 7 },
  deribit: { kind: 'liquidations', place: 8 },
  kraken: { kind: 'liquidations', place: 9 },
  dydx: { kind: 'liquidations', place: 10 },
  coinex: { kind: 'liquidations', place: 11 },
  aster: { kind: 'liquidations', place: 12 },
  lighter: { kind: 'liquidations', place: 13 },
  hyperliquid: { kind: 'market', place: 14 },
  kucoin: { kind: 'market', place: 15 },
  mexc: { kind: 'market', place: 16 },
  aggregate: { kind: 'other', place: 17 },
  simulated: { kind: 'other', place: 18 },
} as const satisfies Record<string, { kind: 'liquidations' | 'market' | 'other'; place: number }>;

export type Exchange = keyof typeof ROWS;

type OfKind<Kind> = { [Name in Exchange]: (typeof ROWS)[Name]['kind'] extends Kind ? Name : never }[Exchange];

/** A venue whose liquidations are public. */
export type LiquidationExchange = OfKind<'liquidations'>;

/** An exchange that can be asked. */
export type Venue = OfKind<'liquidations' | 'market'>;

/** `all` is the sum over the venues of a symbol. */
export type ExchangeSet = Exchange | 'all';

export const EXCHANGES = Object.keys(ROWS) as readonly Exchange[];

export const VENUES = EXCHANGES.filter((name): name is Venue => ROWS[name].kind !== 'other');

export const LIQUIDATION_EXCHANGES = EXCHANGES.filter(
  (name): name is LiquidationExchange => ROWS[name].kind === 'liquidations',
);

/** How stored columns name an exchange. */
export const STORED_PLACES = Object.fromEntries(EXCHANGES.map(name => [name, ROWS[name].place])) as Readonly<
  Record<Exchange, number>
>;

export const isExchange = (text: string): text is Exchange => Object.hasOwn(ROWS, text);
