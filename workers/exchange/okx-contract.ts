import { type Contract, contractOf } from './contract.ts';

/**
 * `BTC-USDT-SWAP`, `BTC-USD_UM-SWAP`, `BTC-USDT-231229`: base coins; quoted in plain USD: inverse,
 * contracts of USD.
 */
export function okxContract(instrument: string): Contract {
  const [base, quote, expiry, ...more] = instrument.split('-');
  if (!base || !quote || more.length > 0) {
    throw new Error(`okx instId: expected a swap or a dated future, got ${instrument}`);
  }
  if (quote === 'USD') return contractOf(instrument, base, 'USD', 'inverse');
  // Margin positions have no expiry and count base coins.
  return contractOf(
    instrument,
    base,
    quote.replace(/_.*$/, ''),
    'linear',
    expiry === undefined ? 1 : undefined,
  );
}
