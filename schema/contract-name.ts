/** What the name of a contract tells, whoever writes it: a venue, a file, or somebody who pastes it into a page. */
export type ContractName = {
  /** The coin across venues, in capitals: BTC for XBTUSD, PEPE for 1000PEPEUSDT. */
  symbol: string;
  /** Coins in one unit of the name's base: 1000 for 1000PEPE. */
  scale: number;
  /** The currency it is priced in; undefined where the name does not say (`BTC-PERPETUAL`, `BTC`). */
  quote?: string;
};

/** Currencies taken as one dollar; a quote in any other gives no USD notional. */
export const isDollar = (quote: string): boolean => /^(USD[TC1DE]?|(FD|B|T)USD)$/.test(quote);

/**
 * What counts many coins as one: `1000PEPE`, `1000X`, `SHIB1000`, `1MBABYDOGE`, and the k of `kPEPE`, which in capitals
 * is read only before coins that venues write so. A name that merely begins with digits is left alone (1INCH, 1MT).
 */
const UNIT = /^10{3,7}(?=\p{L})|^1M(?=\p{L}{2})|^K(?=(PEPE|SHIB|BONK|FLOKI|LUNC|NEIRO|DOGS)$)|(?!^)10{3,7}$/u;

/** Other names of coins and dollars; those of Bitfinex only beside its own name of USDT (`tIOTF0:USTF0`). */
const ALIASES = new Map([
  ['XBT', 'BTC'],
  ['XDG', 'DOGE'],
  ['UST', 'USDT'],
  ['UDC', 'USDC'],
  ['ALG UST', 'ALGO'],
  ['ATO UST', 'ATOM'],
  ['DSH UST', 'DASH'],
  ['IOT UST', 'IOTA'],
  ['QTM UST', 'QTUM'],
]);

/** A small k before a capital counts thousands. */
const capitals = (name: string): string => name.replace(/^k(?=\p{Lu})/u, '1000').toUpperCase();

/** The coin behind a base, and how many of it one unit is. */
export function coinOf(base: string): Pick<ContractName, 'symbol' | 'scale'> {
  const coin = capitals(base);
  const [unit = '1'] = UNIT.exec(coin) ?? [];
  const symbol = coin.replace(UNIT, '');
  return { symbol: ALIASES.get(symbol) ?? symbol, scale: unit === '1M' ? 1e6 : Number(unit) || 1000 };
}

/**
 * The end of a contract, or that it has none: `-SWAP`, `_PERP`, `.P`, `-27MAR26`, `_260327`, `BTCPERP`, `BTC200703`;
 * and what KuCoin, BitMEX, Bybit and Bitget write behind a currency: `XBTUSDTM`, `XBTMH26`, `BTCUSDH26`.
 */
const TERM = /(?!^)(-(P|SWAP|PERPETUAL|\d{6,8}|\d+[A-Z]{3}\d\d)|-?PERP|[2-4]\d[01]\d[0-3]\d)$/;
const TERM_CODE = /(USD[TC]?|XBT)(M|M?[F-Z](20)?\d\d)$/;

/**
 * Base and quote, tried in this order: no more than a currency; Bitfinex; Kraken, which quotes in nothing but USD; a
 * sign between the two (behind OKX's `_UM` and the colon of ccxt stands what it settles in); no sign; no quote.
 *
 * Without a sign the longest dollar that leaves a plausible base is the quote. Three letters are plausible: DOTUSD is
 * no DO in TUSD, BNBUSD no BN in BUSD, WBTC no W in BTC. One or two are before USDT, USDC and USD: TUSDT is T. TUSD
 * has only been the quote of majors (PNUTUSD is PNUT), and the B in SHIBUSD is SHIB's.
 */
const HALVES =
  /^(?:((?:FD|B|T)USD)|T([^-:]+)F0:([^-:]+)F0|[PF][FI]-([^-:]+)(USD)|([^-:]+)-([^-:]+)(?:(?:-UM|:).*)?|(BTC|ETH|BNB|SOL|XRP|ADA|DOGE|LTC|TRX)(TUSD)|(?!.*SHIBUSD)([^-:]{3,}?)((?:FD|B)USD|USD[1DE]|UST|BTC|ETH|EUR|BNB)|([^-:]+?)(USD[TC]?)(?::.*)?|([^-:]+))$/;

/** A name cut into what it is made of. */
export type NameParts = {
  /** The name in capitals with one kind of sign, without the venue before it and the pool of dYdX's isolated markets. */
  whole: string;
  /** The same without its term. */
  pair: string;
  /** Undefined for options, spreads, and what is no name. */
  base?: string | undefined;
  quote?: string | undefined;
};

/** Cuts a name; `plain` where one that ends in USD is quoted in just that, whatever stands before it. */
export function nameParts(name: string, plain = false): NameParts {
  const whole = capitals(name.trim())
    .replace(/[-_/. ]+/g, '-')
    .replace(/,.*(?=-)|^[A-Z]+:(?!US..?$)/, '');
  const pair = whole
    .replace(TERM, '')
    .replace(TERM_CODE, '$1')
    // The type in front, as Orderly writes it.
    .replace(/^PERP-(?=.+-)/, '');
  const halves = HALVES.exec(plain ? pair.replace(/-?USD$/, '-USD') : pair) ?? [];
  const [base, quote] = halves.slice(1).filter(half => half);
  return { whole, pair, base, quote };
}

/** What base and quote are called across venues. */
export function namedBy(base: string, quote?: string): ContractName {
  const coin = coinOf(base);
  const symbol = ALIASES.get(`${coin.symbol} ${quote}`) ?? coin.symbol;
  return { ...coin, symbol, ...(quote && { quote: ALIASES.get(quote) ?? quote }) };
}

/**
 * Reads a contract's name in the form of any venue, of TradingView (`BINANCE:BTCUSDT.P`) or ccxt (`BTC/USDT:USDT`), or
 * a bare coin, in any case and with any signs. What is none comes back in capitals. What a venue means by it beyond
 * that (what its quote-less names are priced in, which of its contracts are inverse) tells `venueContract`.
 */
export function readContractName(name: string): ContractName {
  const { base, quote } = nameParts(name);
  return base ? namedBy(base, quote) : { symbol: name.trim().toUpperCase(), scale: 1 };
}
