import { type Contract, contractOf, splitPair } from './contract.ts';

/** `BTCUSDT` and `BTCUSDC` count base coins, `BTCUSD` is inverse. */
export function coinexContract(instrument: string): Contract {
  const pair = splitPair(instrument);
  if (!pair) throw new Error(`coinex market: expected a symbol that ends in its quote, got ${instrument}`);
  if (pair.quote === 'USD') return contractOf(instrument, pair.base, 'USD', 'inverse');
  return contractOf(instrument, pair.base, pair.quote, 'linear');
}
