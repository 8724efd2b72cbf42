import { type Contract, namedContract } from './contract.ts';

/** `PF_XBTUSD`, `FF_XBTUSD_240329`: base coins. `PI_XBTUSD`, `FI_ETHUSD_180928`: contracts of one USD. */
export function krakenContract(instrument: string): Contract {
  const name = instrument.toUpperCase();
  const failure = `kraken product_id: expected a PF_, FF_, PI_ or FI_ contract in USD, got ${instrument}`;
  if (!/^[PF][FI]_.+USD(_\d{6})?$/u.test(name)) throw new Error(failure);
  return namedContract('kraken', name, failure);
}
