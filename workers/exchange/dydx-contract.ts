import { type Contract, namedContract } from './contract.ts';

/** `BTC-USD`; isolated markets name their pool after a comma: `FLOKI,UNISWAP_V3,0X…-USD`. */
export function dydxContract(instrument: string): Contract {
  const failure = `dydx market: expected BASE-USD, got ${instrument}`;
  if (!instrument.endsWith('-USD')) throw new Error(failure);
  return namedContract('dydx', instrument, failure);
}
