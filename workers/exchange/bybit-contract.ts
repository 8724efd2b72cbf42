import { type Contract, contractOf, splitPair } from './contract.ts';

/**
 * `BTCUSDT`, `BTCUSDT-26DEC25`, `BTCPERP` and `BTC-26DEC25` (USDC) count base units; `BTCUSD` and `BTCUSDH26`
 * are inverse and count USD.
 */
export function bybitContract(instrument: string): Contract {
  const inverse = /^(.+)USD([FGHJKMNQUVXZ]\d{2})?$/u.exec(instrument);
  if (inverse) return contractOf(instrument, inverse[1] as string, 'USD', 'inverse');
  const name = instrument.replace(/-\d{1,2}[A-Z]{3}\d{2}$/, '');
  if (name.endsWith('PERP')) return contractOf(instrument, name.slice(0, -4), 'USDC', 'linear');
  const pair = splitPair(name);
  if (pair) return contractOf(instrument, pair.base, pair.quote, 'linear');
  if (name !== instrument) return contractOf(instrument, name, 'USDC', 'linear');
  throw new Error(`bybit ${instrument}: expected a symbol that ends in its quote`);
}
