import { type Contract, contractOf } from './contract.ts';

/** Bitfinex's own abbreviations of coins. */
const COINS: Readonly<Record<string, string>> = {
  ALG: 'ALGO',
  ATO: 'ATOM',
  DSH: 'DASH',
  IOT: 'IOTA',
  QTM: 'QTUM',
};
const QUOTES: Readonly<Record<string, string>> = { UST: 'USDT', UDC: 'USDC' };

/** `tBTCF0:USTF0`; undefined for margin pairs and the paper-trading market. */
export function bitfinexContract(instrument: string): Contract | undefined {
  const parts = /^t(.+)F0:(.+)F0$/.exec(instrument);
  if (!parts || instrument.includes('TEST')) return undefined;
  const [, base, quote] = parts as unknown as [string, string, string];
  return contractOf(instrument, COINS[base] ?? base, QUOTES[quote] ?? quote, 'linear');
}
