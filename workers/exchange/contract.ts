import type { Context } from './adapter.ts';

/** What a contract's name and its venue's rules tell of it. */
export type Contract = {
  instrument: string;
  symbol: string;
  quote: string;
  kind: 'linear' | 'inverse';
  /** Coins in one unit of the venue's base: 1000 for 1000PEPE. */
  scale: number;
  /**
   * What one contract is worth by the venue's rule: its base units when linear, USD when inverse. Undefined
   * where only the venue's instrument list tells, or where it does not count in contracts.
   */
  unit?: number;
};

/** Currencies taken as one dollar; a quote in any other gives no USD notional. */
const DOLLARS = ['USDT', 'USDC', 'FDUSD', 'BUSD', 'TUSD', 'USD1', 'USDE', 'USDD', 'USD'] as const;
const OTHER_QUOTES = ['BTC', 'ETH', 'EUR', 'BNB'] as const;

export const isDollar = (quote: string): boolean => (DOLLARS as readonly string[]).includes(quote);

const UNLISTED = 'UnlistedError';

/** An error that says that only the instrument list is missing: read again with a fuller one, it may pass. */
export function unlisted(message: string): Error {
  const error = new Error(message);
  error.name = UNLISTED;
  return error;
}

export const isUnlisted = (error: Error): boolean => error.name === UNLISTED;

/** `BTCUSDT` → BTC, USDT; undefined where it ends in no known currency. */
export function splitPair(pair: string): { base: string; quote: string } | undefined {
  for (const quote of [...DOLLARS, ...OTHER_QUOTES]) {
    if (pair.length > quote.length && pair.endsWith(quote))
      return { base: pair.slice(0, -quote.length), quote };
  }
  return undefined;
}

const ALIASES: Readonly<Record<string, string>> = { XBT: 'BTC', XDG: 'DOGE' };

/**
 * The coin behind a venue's base: `1000PEPE` and `SHIB1000` count thousands, `1MBABYDOGE` millions. A name
 * that merely begins with digits is left alone (1INCH, 1000X).
 */
export function coinOf(base: string): { symbol: string; scale: number } {
  const prefix = /^(10{3,7})(\p{L}{2}.*)$/u.exec(base);
  if (prefix) return { symbol: prefix[2] as string, scale: Number(prefix[1]) };
  const millions = /^1M(\p{Lu}{3}.*)$/u.exec(base);
  if (millions) return { symbol: millions[1] as string, scale: 1_000_000 };
  const suffix = /^(\p{L}{2,})(10{3,7})$/u.exec(base);
  if (suffix) return { symbol: suffix[1] as string, scale: Number(suffix[2]) };
  return { symbol: ALIASES[base] ?? base, scale: 1 };
}

/** A contract by base and quote as the venue writes them. */
export function contractOf(
  instrument: string,
  base: string,
  quote: string,
  kind: 'linear' | 'inverse',
  unit?: number,
): Contract {
  const contract = { instrument, ...coinOf(base), quote, kind };
  return unit === undefined ? contract : { ...contract, unit };
}

/**
 * What one contract is worth in coins (linear) or USD (inverse), scaling included. Throws where nothing
 * tells.
 */
export function contractSize(contract: Contract, context: Context): number {
  const { instrument, kind, scale, unit } = contract;
  const inCoins = (size: number) => (kind === 'linear' ? size * scale : size);
  if (context.contractSize !== undefined) return above0(inCoins(context.contractSize), instrument);
  const listed = context.instrument?.(instrument)?.contractSize;
  if (listed !== undefined) return above0(listed, instrument);
  if (unit !== undefined) return inCoins(unit);
  throw unlisted(`${instrument}: expected its contract size from the instrument list, got nothing`);
}

function above0(size: number, instrument: string): number {
  if (size > 0) return size;
  throw new RangeError(`${instrument}: expected a contract size above 0, got ${size}`);
}
