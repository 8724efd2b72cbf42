import { type Contract, namedContract } from './contract.ts';

/** `BTCUSDT` and `BTCUSDC` count base coins, `BTCUSD` is inverse. */
export const coinexContract = (instrument: string): Contract =>
  namedContract(
    'coinex',
    instrument,
    `coinex market: expected a symbol that ends in its quote, got ${instrument}`,
  );
