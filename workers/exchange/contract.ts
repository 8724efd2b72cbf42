import { coinOf } from '../../schema/contract-name.ts';
import type { Exchange } from '../../schema/exchange.ts';
import { type VenueContract, venueContract } from '../../schema/venue-contract.ts';
import type { Context } from './adapter.ts';

/** What a contract's name, or its venue's list, and the venue's rules tell of it. */
export type Contract = Omit<VenueContract, 'dated'> & {
  instrument: string;
  /**
   * What one contract is worth by the venue's rule: its base units when linear, USD when inverse. Undefined
   * where only the venue's instrument list tells, or where it does not count in contracts.
   */
  unit?: number;
};

const UNLISTED = 'UnlistedError';

/** An error that says that only the instrument list is missing: read again with a fuller one, it may pass. */
export function unlisted(message: string): Error {
  const error = new Error(message);
  error.name = UNLISTED;
  return error;
}

export const isUnlisted = (error: Error): boolean => error.name === UNLISTED;

/** A contract by its name; throws an error of this `failure` where the name is none of the venue's contracts. */
export function namedContract(exchange: Exchange, instrument: string, failure: string): Contract {
  const named = venueContract(exchange, instrument);
  if (!named) throw new Error(failure);
  const { symbol, scale, quote, kind } = named;
  return { instrument, symbol, scale, quote, kind };
}

/** A contract by base and quote as the venue's list tells them. */
export const contractOf = (
  instrument: string,
  base: string,
  quote: string,
  kind: 'linear' | 'inverse',
): Contract => ({ instrument, ...coinOf(base), quote, kind });

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
