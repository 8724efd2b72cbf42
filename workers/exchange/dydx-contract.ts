import { type Contract, contractOf } from './contract.ts';

/** `BTC-USD`; isolated markets name their pool after a comma: `FLOKI,UNISWAP_V3,0X…-USD`. */
export function dydxContract(instrument: string): Contract {
  const parts = /^([^,]+?)(,.*)?-USD$/u.exec(instrument);
  if (!parts) throw new Error(`dydx market: expected BASE-USD, got ${instrument}`);
  return contractOf(instrument, parts[1] as string, 'USD', 'linear');
}
