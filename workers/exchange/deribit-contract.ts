import { type Contract, namedContract } from './contract.ts';

/**
 * `BTC-PERPETUAL`, `ETH-27MAR26`: inverse. `SOL_USDC-PERPETUAL`, `BTC_USDC-27MAR26`: linear. No options, no
 * spreads, no spot (`BTC_USDC`).
 */
export function deribitContract(instrument: string): Contract {
  const failure = `deribit instrument_name: expected a perpetual or a dated future, got ${instrument}`;
  if (!instrument.includes('-')) throw new Error(failure);
  return namedContract('deribit', instrument, failure);
}
