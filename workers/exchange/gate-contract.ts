import { type Contract, contractOf } from './contract.ts';

/**
 * `BTC_USDT`, `BTC_USDT_20251226`, and names that are no ASCII: contracts of `quanto_multiplier` coins.
 * `BTC_USD` is inverse, one USD a contract. Other contracts in USD are quanto: no fixed amount of coins.
 */
export function gateContract(instrument: string): Contract {
  const [base, quote] = instrument.split('_');
  if (!base || !quote) throw new Error(`gate contract: expected BASE_QUOTE, got ${instrument}`);
  if (quote !== 'USD') return contractOf(instrument, base, quote, 'linear');
  if (base === 'BTC') return contractOf(instrument, base, quote, 'inverse', 1);
  throw new Error(`gate ${instrument}: expected a linear or inverse contract, got a quanto`);
}
