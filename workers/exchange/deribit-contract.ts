import { type Contract, contractOf } from './contract.ts';

/**
 * `BTC-PERPETUAL`, `ETH-27MAR26`: inverse. `SOL_USDC-PERPETUAL`, `BTC_USDC-27MAR26`: linear. No options, no
 * spreads.
 */
export function deribitContract(instrument: string): Contract {
  const parts = /^([^-_]+)(?:_([^-_]+))?-(PERPETUAL|\d{1,2}[A-Z]{3}\d{2})$/u.exec(instrument);
  if (!parts)
    throw new Error(`deribit instrument_name: expected a perpetual or a dated future, got ${instrument}`);
  const [, base, quote] = parts as unknown as [string, string, string | undefined];
  return quote === undefined
    ? contractOf(instrument, base, 'USD', 'inverse')
    : contractOf(instrument, base, quote, 'linear');
}
