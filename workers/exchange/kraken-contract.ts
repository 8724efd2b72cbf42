import { type Contract, contractOf } from './contract.ts';

/** `PF_XBTUSD`, `FF_XBTUSD_240329`: base coins. `PI_XBTUSD`, `FI_ETHUSD_180928`: contracts of one USD. */
export function krakenContract(instrument: string): Contract {
  const parts = /^(PF|FF|PI|FI)_([^_]+)USD(_\d{6})?$/u.exec(instrument.toUpperCase());
  if (!parts)
    throw new Error(`kraken product_id: expected a PF_, FF_, PI_ or FI_ contract in USD, got ${instrument}`);
  const [, type, base] = parts as unknown as [string, string, string];
  return contractOf(instrument.toUpperCase(), base, 'USD', type.endsWith('I') ? 'inverse' : 'linear');
}
