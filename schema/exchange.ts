/** Venues whose liquidations are public. */
export const LIQUIDATION_EXCHANGES = [
  'binance',
  'bybit',
  'okx',
  'gate',
  'htx',
  'bitget',
  'bitfinex',
  'deribit',
  'kraken',
  'dydx',
  'coinex',
  'aster',
  'lighter',
] as const;

/** Venues that publish candles, open interest or margin rules, but no liquidations. */
export const MARKET_DATA_EXCHANGES = ['hyperliquid', 'kucoin', 'mexc'] as const;

/**
 * Sources that are not venues: `aggregate` is a recording that already sums venues, `simulated` the
 * built-in market. Neither is ever added to a venue.
 */
export const OTHER_SOURCES = ['aggregate', 'simulated'] as const;

export const EXCHANGES = [...LIQUIDATION_EXCHANGES, ...MARKET_DATA_EXCHANGES, ...OTHER_SOURCES] as const;

/** Where a number comes from. Linear and inverse contracts of one venue share its id. */
export type Exchange = (typeof EXCHANGES)[number];

/** `all` is the sum over the venues of a symbol. */
export type ExchangeSet = Exchange | 'all';

export const isExchange = (text: string): text is Exchange => (EXCHANGES as readonly string[]).includes(text);

/**
 * How stored columns name an exchange: 1 to 57. A number that was given is never changed and never given again; a new
 * exchange takes the next one, wherever it stands in the lists above.
 */
export const STORED_PLACES = {
  binance: 1,
  bybit: 2,
  okx: 3,
  gate: 4,
  htx: 5,
  bitget: 6,
  bitfinex: 7,
  deribit: 8,
  kraken: 9,
  dydx: 10,
  coinex: 11,
  aster: 12,
  lighter: 13,
  hyperliquid: 14,
  kucoin: 15,
  mexc: 16,
  aggregate: 17,
  simulated: 18,
} as const satisfies Record<Exchange, number>;
