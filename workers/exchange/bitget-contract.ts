import { splitPair } from '../../schema/contract-name.ts';
import { type Contract, contractOf } from './contract.ts';

/** `BTCUSDT`; `BTCPERP` and `BTCUSDC` settle in USDC; `BTCUSD` and `BTCUSDH26` are coin-margined. */
export function bitgetContract(instrument: string): Contract {
  const pair = splitPair(instrument.replace(/(?<=USD[TC]?)[FGHJKMNQUVXZ]\d{2}$/, ''));
  if (pair) return contractOf(instrument, pair.base, pair.quote, pair.quote === 'USD' ? 'inverse' : 'linear');
  if (instrument.endsWith('PERP')) return contractOf(instrument, instrument.slice(0, -4), 'USDC', 'linear');
  throw new Error(`bitget ${instrument}: expected a symbol that ends in its quote`);
}
