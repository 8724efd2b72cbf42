import type { Instrument } from '../../../schema/market.ts';
import { venueContract } from '../../../schema/venue-contract.ts';

const QUOTES = ['USDT', 'USDC', 'USD'];

/**
 * The contract that stands for a symbol on a venue in candles, open interest and ratios: its perpetual, linear before
 * inverse, in the most traded dollar. Undefined where the venue has none. One contract and not their sum, because
 * histories are told by contract and a sum would jump where one ends.
 */
export function mainInstrument(instruments: readonly Instrument[], symbol: string): Instrument | undefined {
  const rank = ({ exchange, instrument, kind, quote }: Instrument) =>
    (venueContract(exchange, instrument)?.dated ? 100 : 0) +
    (kind === 'inverse' ? 10 : 0) +
    (QUOTES.includes(quote) ? QUOTES.indexOf(quote) : QUOTES.length);
  return instruments
    .filter(instrument => instrument.symbol === symbol)
    .sort((a, b) => rank(a) - rank(b) || (a.instrument < b.instrument ? -1 : 1))[0];
}
