import { type Contract, namedContract } from './contract.ts';

/**
 * `BTC-USDT-SWAP`, `BTC-USD_UM-SWAP`, `BTC-USDT-231229`: base coins; quoted in plain USD: inverse,
 * contracts of USD. Margin positions (`BTC-USDT`) have no term and count base coins.
 */
export function okxContract(instrument: string): Contract {
  const failure = `okx instId: expected a swap or a dated future, got ${instrument}`;
  const [base, quote, term, ...more] = instrument.split('-');
  if (!base || !quote || more.length > 0) throw new Error(failure);
  const contract = namedContract('okx', instrument, failure);
  return contract.kind === 'linear' && term === undefined ? { ...contract, unit: 1 } : contract;
}
