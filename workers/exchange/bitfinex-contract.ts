import { type Contract, namedContract } from './contract.ts';

/** `tBTCF0:USTF0`; undefined for margin pairs and the paper-trading market. */
export const bitfinexContract = (instrument: string): Contract | undefined =>
  /^t.+F0:.+F0$/.test(instrument) && !instrument.includes('TEST')
    ? namedContract(
        'bitfinex',
        instrument,
        `bitfinex symbol: expected a name like tBTCF0:USTF0, got ${instrument}`,
      )
    : undefined;
