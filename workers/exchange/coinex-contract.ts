import { type Contract, contractOf } from './contract.ts';

/** `BTCUSDT` and `BTCUSDC` count base coins, `BTCUSD` is inverse. */
export function coinexContract(instrument: string): Contract {
  const parts = /^(.+)(USDT|USDC|USD)$/u.exec(instrument);
  if (!parts) throw new Error(`coinex market: expected a symbol that ends in its quote, got ${instrument}`);
  const [, base, quote] = parts as unknown as [string, string, string];
  return contractOf(instrument, base, quote, quote === 'USD' ? 'inverse' : 'linear');
}
