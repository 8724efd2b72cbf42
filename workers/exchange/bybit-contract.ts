import { splitPair } from '../../schema/contract-name.ts';
import { type Contract, contractOf } from './contract.ts';

/**
 * `BTCUSDT`, `BTCUSDT-26DEC25`, `BTCPERP` and `BTC-26DEC25` (USDC) count base units; `BTCUSD` and `BTCUSDH26`
 * are inverse and count USD.
 */
export function bybitContract(instrument: string): Contract {
  const name = instrument.replace(/-\d{1,2}[A-Z]{3}\d{2}$/, '');
  const pair = splitPair(name.replace(/(?<=USD)[FGHJKMNQUVXZ]\d{2}$/, ''));
  if (pair) return contractOf(instrument, pair.base, pair.quote, pair.quote === 'USD' ? 'inverse' : 'linear');
  if (name.endsWith('PERP')) return contractOf(instrument, name.slice(0, -4), 'USDC', 'linear');
  if (name !== instrument) return contractOf(instrument, name, 'USDC', 'linear');
  throw new Error(`bybit ${instrument}: expected a symbol that ends in its quote`);
}
