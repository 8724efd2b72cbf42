import { type Contract, contractOf, splitPair } from './contract.ts';

/** `BTCUSDT`; `BTCPERP` and `BTCUSDC` settle in USDC; `BTCUSD` and `BTCUSDH26` are coin-margined. */
export function bitgetContract(instrument: string): Contract {
  const inverse = /^(.+)USD([FGHJKMNQUVXZ]\d{2})?$/u.exec(instrument);
  if (inverse) return contractOf(instrument, inverse[1] as string, 'USD', 'inverse');
  if (instrument.endsWith('PERP')) return contractOf(instrument, instrument.slice(0, -4), 'USDC', 'linear');
  const pair = splitPair(instrument.replace(/[FGHJKMNQUVXZ]\d{2}$/, ''));
  if (pair) return contractOf(instrument, pair.base, pair.quote, 'linear');
  throw new Error(`bitget ${instrument}: expected a symbol that ends in its quote`);
}
