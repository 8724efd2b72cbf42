import { type Contract, namedContract } from './contract.ts';

/**
 * `BTC_USDT`, `BTC_USDT_20251226`, and names that are no ASCII: contracts of `quanto_multiplier` coins.
 * `BTC_USD` is inverse, one USD a contract. Other contracts in USD are quanto: no fixed amount of coins.
 */
export function gateContract(instrument: string): Contract {
  const failure = `gate contract: expected BASE_QUOTE, got ${instrument}`;
  if (!instrument.includes('_')) throw new Error(failure);
  const contract = namedContract('gate', instrument, failure);
  if (contract.kind === 'linear') return contract;
  if (contract.symbol === 'BTC') return { ...contract, unit: 1 };
  throw new Error(`gate ${instrument}: expected a linear or inverse contract, got a quanto`);
}
