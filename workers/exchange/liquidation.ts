import { BOUNDS } from '../../schema/bounds.ts';
import { isDollar } from '../../schema/contract-name.ts';
import type { Exchange } from '../../schema/exchange.ts';
import { faultText } from '../../schema/fault.ts';
import type { Liquidation, Side } from '../../schema/market.ts';
import { liquidationFault } from '../../schema/plausible.ts';
import type { Context, Page, Reading, Reject } from './adapter.ts';
import { type Contract, contractSize } from './contract.ts';
import { isObject, type Raw, readJson } from './json.ts';
import { timeOrUndefined } from './number.ts';
import { rejectOf } from './reject.ts';

/**
 * How the venue states how much: contracts, whose worth its list tells; units, which are coins of its own
 * base when linear and USD when inverse; or the notional in USD.
 */
export type Size = { contracts: number } | { units: number } | { notionalUsd: number };

/** What a venue says of a liquidation, of whatever fields. */
export type Report = Omit<
  Liquidation,
  'exchange' | 'instrument' | 'symbol' | 'price' | 'quantity' | 'notionalUsd'
> & {
  size: Size;
  /** Quote units per unit of the venue's base. */
  price: number;
};

/**
 * Brings a venue's report to base coins and USD. Throws where the quote is no dollar, the size unknown or
 * absurd.
 */
export function liquidation(
  exchange: Exchange,
  contract: Contract,
  context: Context,
  report: Report,
): Liquidation {
  const { instrument, symbol, quote, scale } = contract;
  if (!isDollar(quote))
    throw new Error(`${exchange} ${instrument}: expected a quote in dollars, got ${quote}`);
  const { size, ...told } = report;
  const price = report.price / scale;
  const { quantity, notionalUsd } = amount();
  const fault = liquidationFault({ ...told, price, quantity, notionalUsd });
  if (fault) {
    const other = fault.field === 'notionalUsd' || fault.field === 'quantity' ? '' : ` (${faultText(fault)})`;
    throw new RangeError(
      `${exchange} ${instrument}: expected a liquidation of up to ${BOUNDS.liquidatedUsd.most} USD, got ${quantity} at ${price}${other}`,
    );
  }
  return { ...told, exchange, instrument, symbol, price, quantity, notionalUsd };

  function amount(): { quantity: number; notionalUsd: number } {
    if ('notionalUsd' in size) return ofUsd(size.notionalUsd);
    if (contract.kind === 'inverse') {
      return ofUsd('units' in size ? size.units : size.contracts * contractSize(contract, context));
    }
    return ofBase('units' in size ? size.units * scale : size.contracts * contractSize(contract, context));
  }
  function ofBase(quantity: number) {
    return { quantity, notionalUsd: quantity * price };
  }
  function ofUsd(notionalUsd: number) {
    return { quantity: notionalUsd / price, notionalUsd };
  }
}

/** The side whose position an order closes. */
export const closedBy = (order: 'buy' | 'sell'): Side => (order === 'sell' ? 'long' : 'short');

export type Identify = (...raw: string[]) => string;

/**
 * Identity of events without a native id: their raw texts, and which one it is among equals within the
 * message (two equal liquidations in one millisecond are two).
 */
function identities(): Identify {
  const seen = new Map<string, number>();
  return (...raw) => {
    const key = raw.join('|');
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return `${key}|${ordinal}`;
  };
}

const NOTHING: Reading = { liquidations: [], rejects: [] };

/** Reads row by row: a row that throws is a reject and does not take the others with it. */
function readRows(
  rows: readonly Raw[],
  read: (row: Raw, identify: Identify) => Liquidation | readonly Liquidation[] | undefined,
): { liquidations: Liquidation[]; rejects: Reject[] } {
  const identify = identities();
  const liquidations: Liquidation[] = [];
  const rejects: Reject[] = [];
  for (const row of rows) {
    try {
      const found = read(row, identify);
      if (found !== undefined) liquidations.push(...(Array.isArray(found) ? found : [found]));
    } catch (error) {
      rejects.push(rejectOf(error, JSON.stringify(row)));
    }
  }
  return { liquidations, rejects };
}

/** Parses the message and reads it; whatever is thrown becomes a reject of the whole message. */
function readText(exchange: Exchange, text: string, read: (message: Raw) => Reading): Reading {
  let message: Raw;
  try {
    message = readJson(text);
  } catch (error) {
    return {
      liquidations: [],
      rejects: [rejectOf(new Error(`${exchange}: not JSON`, { cause: error }), text)],
    };
  }
  try {
    return read(message);
  } catch (error) {
    return { liquidations: [], rejects: [rejectOf(error, text)] };
  }
}

/** The venue answered that it will not answer. */
function refusal(exchange: Exchange, reason: string, payload: Raw): Reading {
  return {
    liquidations: [],
    rejects: [{ reason: `${exchange} refused: ${reason}`, payload: JSON.stringify(payload) }],
    control: { kind: 'refused', reason },
  };
}

/** A message that holds no liquidation and should not: `asked` tells that liquidations had been asked for. */
function withoutLiquidations(exchange: Exchange, message: Raw, context: Context): Reading {
  if (context.asked === undefined) return NOTHING;
  throw new Error(`${exchange}: expected liquidations, got ${Object.keys(message ?? {}).slice(0, 12)}`);
}

/** Counts a page's rows and finds how far they reach; `stamp` is the key of a row's time, or gives it as the venue wrote it. */
function pageOf(
  rows: readonly Raw[],
  stamp: string | ((row: Raw) => Raw | undefined),
  cursor?: string,
): Page {
  const stampOf = (row: Raw) =>
    typeof stamp === 'function' ? stamp(row) : isObject(row) ? row[stamp] : undefined;
  const page: Page = { rows: rows.length };
  for (const row of rows) {
    const time = timeOrUndefined(stampOf(row));
    if (time === undefined) continue;
    if (page.oldest === undefined || time < page.oldest) page.oldest = time;
    if (page.newest === undefined || time > page.newest) page.newest = time;
  }
  if (cursor !== undefined && cursor !== '') page.cursor = cursor;
  return page;
}

/** Whether a row is an object with any of the keys. */
export const hasAny = (row: Raw | undefined, keys: readonly string[]): boolean =>
  isObject(row) && keys.some(key => key in row);

/** How adapters read messages and answers. */
export const read = {
  message: readText,
  rows: readRows,
  page: pageOf,
  refusal,
  noLiquidations: withoutLiquidations,
  nothing: NOTHING,
  alive: { ...NOTHING, control: { kind: 'alive' } },
  subscribed: { ...NOTHING, control: { kind: 'subscribed' } },
} as const;
