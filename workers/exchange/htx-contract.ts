import { type Contract, contractOf } from './contract.ts';

/** `BTC-USDT`, `BTC-USDT-211210`: linear. `ETH-USD` (swap) and `BTC200703` (dated): inverse. */
export function htxContract(instrument: string): Contract {
  const [base, quote] = instrument.split('-');
  const dated = /^(\p{L}[\p{L}\d]*?)(\d{6})$/u.exec(instrument);
  const coin = quote === 'USD' ? base : dated?.[1];
  if (coin) return contractOf(instrument, coin, 'USD', 'inverse', coin === 'BTC' ? 100 : 10);
  if (!base || !quote) throw new Error(`htx contract_code: expected BASE-QUOTE, got ${instrument}`);
  return contractOf(instrument, base, quote, 'linear');
}
