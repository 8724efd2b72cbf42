import { type Contract, namedContract } from './contract.ts';

/** `BTC-USDT`, `BTC-USDT-211210`: linear. `ETH-USD` (swap) and `BTC200703` (dated): inverse. */
export function htxContract(instrument: string): Contract {
  const contract = namedContract(
    'htx',
    instrument,
    `htx contract_code: expected BASE-QUOTE, got ${instrument}`,
  );
  return contract.kind === 'linear' ? contract : { ...contract, unit: contract.symbol === 'BTC' ? 100 : 10 };
}
