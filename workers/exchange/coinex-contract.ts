import { splitPair } from '../../schema/contract-name.ts';
import { type Contract, contractOf } from './contract.ts';

/** `BTCUSDT` and `BTCUSDC` count base coins, `BTCUSD` is inverse. */
export function coinexContract(instrument: string): Contract {
  const pair = splitPair(instrument);
  if (!pair) throw new Error(`coinex market: expected a symbol that ends in its quote, got ${instrument}`);
  return contractOf(instrument, pair.base, pair.quote, pair.quote === 'USD' ? 'inverse' : 'linear');
}
