import { type ContractName, namedBy, nameParts } from './contract-name.ts';
import type { Exchange } from './exchange.ts';

/** What a venue means by the name of one of its contracts. */
export type VenueContract = Required<ContractName> & {
  kind: 'linear' | 'inverse';
  /** Whether it ends at a date. */
  dated: boolean;
};

/** What a venue leaves unsaid. */
type Habits = {
  /** Of the dollars whose names end in USD it quotes in USD alone: whatever stands before is the coin's. */
  plain?: true;
  /** Its contracts in plain USD are margined in dollars; elsewhere in their coin. */
  linear?: true;
  /** A name may be a coin and nothing else. */
  coins?: true;
  /** The quote of a name that tells none; else USD. */
  unsaid?: string;
};

const HABITS = {
  binance: {},
  bybit: { plain: true, unsaid: 'USDC' },
  okx: {},
  gate: {},
  htx: {},
  bitget: { plain: true, unsaid: 'USDC' },
  bitfinex: {},
  deribit: {},
  kraken: {},
  dydx: { linear: true },
  coinex: { plain: true },
  aster: { linear: true },
  lighter: { coins: true, unsaid: 'USDC' },
  hyperliquid: { linear: true, coins: true },
  kucoin: { plain: true },
  mexc: {},
  aggregate: { coins: true },
  simulated: { coins: true },
} as const satisfies Record<Exchange, Habits>;

/**
 * Reads the name of a contract of `exchange`; `plain` says that it is quoted in just USD if it ends so. Undefined for
 * options, spreads, and names of no contract.
 */
export function venueContract(exchange: Exchange, name: string, plain = false): VenueContract | undefined {
  const habits: Habits = HABITS[exchange];
  // Binance's COIN-M names its perpetuals so, and nothing else does.
  const { whole, pair, base, quote: said } = nameParts(name, plain || habits.plain || /_PERP$/i.test(name));
  const hasTerm = whole !== pair;
  if (!base || (said === undefined && !hasTerm && !habits.coins)) return undefined;
  const { symbol, scale, quote = habits.unsaid ?? 'USD' } = namedBy(base, said);
  return { symbol, scale, quote, kind: kindOf(), dated: /\d/.test(whole.slice(pair.length)) };

  function kindOf(): VenueContract['kind'] {
    // Kraken's type: P or F for when it ends, F or I for what it is margined in.
    const type = /^[PF]([FI])-.+USD/.exec(whole)?.[1];
    const inCoin = type ? type === 'I' : !habits.linear && !whole.includes('-UM') && whole !== base;
    return quote === 'USD' && inCoin ? 'inverse' : 'linear';
  }
}
