import { splitBitfinex } from '../../schema/contract-name.ts';
import { type Contract, contractOf } from './contract.ts';

/** `tBTCF0:USTF0`; undefined for margin pairs and the paper-trading market. */
export function bitfinexContract(instrument: string): Contract | undefined {
  const pair = instrument.includes('TEST') ? undefined : splitBitfinex(instrument);
  return pair && contractOf(instrument, pair.base, pair.quote, 'linear');
}
