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

/** Stored columns name an exchange by its place here: new ones go to the end, whatever they publish. */
export const EXCHANGES = [...LIQUIDATION_EXCHANGES, ...MARKET_DATA_EXCHANGES, ...OTHER_SOURCES] as const;

/** Where a number comes from. Linear and inverse contracts of one venue share its id. */
export type Exchange = (typeof EXCHANGES)[number];

/** `all` is the sum over the venues of a symbol. */
export type ExchangeSet = Exchange | 'all';

export const isExchange = (text: string): text is Exchange => (EXCHANGES as readonly string[]).includes(text);
