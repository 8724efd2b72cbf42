import { type Contract, namedContract } from './contract.ts';

/**
 * `BTCUSDT`, `BTCUSDT-26DEC25`, `BTCPERP` and `BTC-26DEC25` (USDC) count base units; `BTCUSD` and `BTCUSDH26`
 * are inverse and count USD.
 */
export const bybitContract = (instrument: string): Contract =>
  namedContract('bybit', instrument, `bybit ${instrument}: expected a symbol that ends in its quote`);
