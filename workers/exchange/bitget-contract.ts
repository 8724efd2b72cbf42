import { type Contract, namedContract } from './contract.ts';

/** `BTCUSDT`; `BTCPERP` and `BTCUSDC` settle in USDC; `BTCUSD` and `BTCUSDH26` are coin-margined. */
export const bitgetContract = (instrument: string): Contract =>
  namedContract('bitget', instrument, `bitget ${instrument}: expected a symbol that ends in its quote`);
