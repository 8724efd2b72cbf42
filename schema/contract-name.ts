/** What the name of a contract tells, whoever writes it: a venue, a file, or somebody who pastes it into a page. */
export type ContractName = {
  /** The coin across venues: BTC for XBTUSD, PEPE for 1000PEPEUSDT. */
  symbol: string;
  /** Coins in one unit of the name's base: 1000 for 1000PEPE. */
  scale: number;
  /** The currency it is priced in; undefined where the name does not say (`BTC-PERPETUAL`, `BTC`). */
  quote?: string;
};

/** Currencies taken as one dollar; a quote in any other gives no USD notional. Longer names before their ends. */
const DOLLARS = ['USDT', 'USDC', 'FDUSD', 'USD1', 'USDE', 'USDD', 'USD'] as const;
/** Dollars whose names end as a coin and `USD` may: `BNBUSD` is BNB in USD, `BTCBUSD` is BTC in BUSD. */
const TAILED_DOLLARS = ['BUSD', 'TUSD'] as const;
const OTHER_QUOTES = ['BTC', 'ETH', 'EUR', 'BNB'] as const;

/** The bases of the contracts that Binance margined in BUSD, until it ended them in December 2023. */
const TAILED_BASES =
  /^(1000(LUNC|SHIB)|ADA|AMB|ANC|APE|APT|AUCTION|AVAX|BNB|BTC|CVX|DODO|DOGE|DOT|ETC|ETH|FIL|FTM|FTT|GALA?|GMT|ICP|LDO|LEVER|LINK|LTC|LUNA2|MATIC|NEAR|PHB|SAND|SOL|TLM|TRX|UNI|WAVES|XRP)$/;

export const isDollar = (quote: string): boolean =>
  ([...DOLLARS, ...TAILED_DOLLARS] as readonly string[]).includes(quote);

/** `BTCUSDT` → BTC, USDT; undefined where it ends in no known currency. */
export function splitPair(pair: string): { base: string; quote: string } | undefined {
  const cut = (quote: string) =>
    pair.length > quote.length && pair.endsWith(quote)
      ? { base: pair.slice(0, -quote.length), quote }
      : undefined;
  for (const quote of TAILED_DOLLARS) {
    const found = cut(quote);
    if (found && TAILED_BASES.test(found.base)) return found;
  }
  for (const quote of [...DOLLARS, ...OTHER_QUOTES]) {
    const found = cut(quote);
    if (found) return found;
  }
  return undefined;
}

/** Other names of coins: the ISO's of Bitcoin, Kraken's of Dogecoin. */
const ALIASES: Readonly<Record<string, string>> = { XBT: 'BTC', XDG: 'DOGE' };

/**
 * The coin behind a base: `1000PEPE` and `SHIB1000` count thousands, `1MBABYDOGE` millions, `1000X` thousands of X,
 * `kPEPE` (Hyperliquid) thousands. A name that merely begins with other digits is left alone (1INCH, 2Z).
 */
export function coinOf(base: string): { symbol: string; scale: number } {
  const [, thousands] = /^k(\p{Lu}.*)$/u.exec(base) ?? [];
  if (thousands !== undefined) return { symbol: thousands, scale: 1000 };
  const [, before, coin] = /^(10{3,7})(\p{L}.*)$/u.exec(base) ?? [];
  if (coin !== undefined) return { symbol: coin, scale: Number(before) };
  const [, million] = /^1M(\p{Lu}{3}.*)$/u.exec(base) ?? [];
  if (million !== undefined) return { symbol: million, scale: 1_000_000 };
  const [, name, after] = /^(\p{L}+)(10{3,7})$/u.exec(base) ?? [];
  if (name !== undefined) return { symbol: name, scale: Number(after) };
  return { symbol: Object.hasOwn(ALIASES, base) ? (ALIASES[base] as string) : base, scale: 1 };
}

/** Bitfinex's own abbreviations of coins and dollars, in names like `tBTCF0:USTF0`. */
const BITFINEX: Readonly<Record<string, string>> = {
  ALG: 'ALGO',
  ATO: 'ATOM',
  DSH: 'DASH',
  IOT: 'IOTA',
  QTM: 'QTUM',
  UST: 'USDT',
  UDC: 'USDC',
};

/** The base and the quote of `tBTCF0:USTF0` by their usual names. */
export function splitBitfinex(name: string): { base: string; quote: string } | undefined {
  const [, base, quote] = /^t(.+)F0:(.+)F0$/i.exec(name) ?? [];
  if (base === undefined || quote === undefined) return undefined;
  const usual = (text: string) => (Object.hasOwn(BITFINEX, text) ? (BITFINEX[text] as string) : text);
  return { base: usual(base.toUpperCase()), quote: usual(quote.toUpperCase()) };
}

/** What stands behind base and quote: a perpetual, or the day it ends (`-260327`, `_20260327`, `-27MAR26`, `H26`). */
const TERM = /[-_](SWAP|PERP|PERPETUAL|PS|\d{6}|\d{8}|\d{1,2}[A-Z]{3}\d{2})$/;
const MONTH_CODE = /^(.+USD[TC]?)[FGHJKMNQUVXZ]\d{2}$/;

/**
 * Reads a contract's name in the form of any venue, of TradingView (`BINANCE:BTCUSDT.P`) or ccxt (`BTC/USDT:USDT`), or
 * a bare coin, in any case. A venue's own exceptions (what its quote-less names are priced in, which of its contracts
 * are inverse) are in its adapter.
 */
export function readContractName(text: string): ContractName {
  const given = text.trim();
  const bitfinex = splitBitfinex(given);
  if (bitfinex) return named(bitfinex.base, bitfinex.quote);
  if (/^k\p{Lu}/u.test(given)) return named(given);
  const name = given
    .toUpperCase()
    .replace(/^\w+:(?=\w)/, '')
    .replace(/\.P(ERP)?$/, '')
    .replace(/:.*$/, '')
    // An isolated market of dYdX names its pool after a comma.
    .replace(/,.*(?=-)/, '')
    .replace(/^(PF|FF|PI|FI)_/, '')
    .replace(TERM, '')
    .replace(TERM, '');
  const [base, quote] = name.split(/[-_/]/);
  if (base && quote) return named(base, quote);
  return pairOf(name.replace(MONTH_CODE, '$1')) ?? named(perpetualBase(name));
}

/** `BTCUSDT`, and `XBTUSDTM` as KuCoin has it. */
function pairOf(name: string): ContractName | undefined {
  const pair = splitPair(/USD[TC]?M$/.test(name) ? name.slice(0, -1) : name);
  return pair && isDollar(pair.quote) ? named(pair.base, pair.quote) : undefined;
}

/** `BTCPERP` (USDC at Bybit and Bitget), and dated contracts without a quote (`BTC200703`). */
const perpetualBase = (name: string): string =>
  name.replace(/(?<=.)PERP$/, '').replace(/^(\p{L}[\p{L}\d]*?)\d{6}$/u, '$1');

const named = (base: string, quote?: string): ContractName => ({
  ...coinOf(base),
  ...(quote !== undefined && { quote }),
});
