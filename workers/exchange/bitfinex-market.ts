import { type Contract, namedContract } from './contract.ts';
import { listOf, type Raw, shown, textOf } from './json.ts';
import type { MarketData } from './market-data.ts';
import { rowsOf } from './market-rows.ts';
import { numberOf, optionalNumberOf, timeOf } from './number.ts';
import { get } from './request.ts';
import { answerOf, candleOf, instrumentOf } from './series.ts';
import { stepName, stepNames, stepsOf } from './steps.ts';

const REST = 'https://api-pub.bitfinex.com/v2';

const TIME_FRAMES = stepNames('1m 5m 15m 30m 1h 6h 12h 1d=1D');
/** Columns of the status list; its history leaves out the key and so begins one earlier. */
const KEY = 0;
const TIME = 1;
const OPEN_INTEREST = 18;

/** `tBTCF0:USTF0`; undefined for margin pairs and the paper-trading market. */
export const bitfinexContract = (instrument: string): Contract | undefined =>
  /^t.+F0:.+F0$/.test(instrument) && !instrument.includes('TEST')
    ? namedContract(
        'bitfinex',
        instrument,
        `bitfinex symbol: expected a name like tBTCF0:USTF0, got ${instrument}`,
      )
    : undefined;

export const bitfinexMarket: MarketData = {
  instruments: [
    {
      request: () => get(`${REST}/status/deriv`, { keys: 'ALL' }),
      read: text =>
        rowsOf.instruments('bitfinex', listed(text), raw => {
          const contract = bitfinexContract(textOf(listOf(raw, 'bitfinex row')[KEY], 'bitfinex KEY'));
          return contract && instrumentOf('bitfinex', contract, 1);
        }),
    },
  ],
  candles: {
    steps: stepsOf(TIME_FRAMES),
    pageSize: 10_000,
    request: ({ instrument, step, from, to }) =>
      get(
        `${REST}/candles/trade:${stepName('bitfinex', TIME_FRAMES, step)}:${instrument.instrument}/hist`,
        { start: from, end: to - 1, limit: 10_000, sort: 1 },
        3,
      ),
    read: (text, ask) =>
      rowsOf.candles(ask, listed(text), raw => {
        const [time, open, close, high, low, traded] = listOf(raw, 'bitfinex row');
        const volume = numberOf(traded, 'bitfinex VOLUME');
        return candleOf('bitfinex', { time, open, high, low, close }, { step: ask.step, scale: 1, volume });
      }),
  },
  openInterest: {
    scope: 'market',
    request: () => get(`${REST}/status/deriv`, { keys: 'ALL' }),
    read: (text, { instruments }) => {
      const known = new Set(instruments.map(({ instrument }) => instrument));
      return rowsOf.standing('bitfinex', listed(text), raw => {
        const row = listOf(raw, 'bitfinex row');
        const instrument = textOf(row[KEY], 'bitfinex KEY');
        if (!known.has(instrument)) return undefined;
        const openInterest = optionalNumberOf(row[OPEN_INTEREST], 'bitfinex OPEN_INTEREST');
        if (openInterest === undefined) return undefined;
        return { instrument, time: timeOf(row[TIME], 'bitfinex MTS'), openInterest };
      });
    },
  },
  openInterestHistory: {
    // About one row a minute; the nearest at or before each bar's end is the bar's.
    steps: stepsOf(TIME_FRAMES),
    pageSize: 5_000,
    request: ({ instrument, from, to }) =>
      get(`${REST}/status/deriv/${instrument.instrument}/hist`, {
        start: from,
        end: to - 1,
        limit: 5_000,
        sort: 1,
      }),
    read: (text, ask) =>
      rowsOf.openInterest(ask, listed(text), raw => {
        const row = listOf(raw, 'bitfinex row');
        const openInterest = optionalNumberOf(row[OPEN_INTEREST - 1], 'bitfinex OPEN_INTEREST');
        return openInterest === undefined
          ? undefined
          : { time: timeOf(row[TIME - 1], 'bitfinex MTS'), openInterest };
      }),
  },
};

function listed(text: string): Raw[] {
  const answer = listOf(answerOf('bitfinex', text), 'bitfinex answer');
  if (answer[0] === 'error')
    throw new Error(`bitfinex: expected a list, got ${shown(answer[2] ?? answer[1])}`);
  return answer;
}
