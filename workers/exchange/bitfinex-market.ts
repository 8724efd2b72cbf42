import { DAY, HOUR, MINUTE } from '../../schema/range.ts';
import { bitfinexContract } from './bitfinex-contract.ts';
import { listOf, type Raw, shown, textOf } from './json.ts';
import type { MarketData } from './market-data.ts';
import { numberOf, optionalNumberOf, timeOf } from './number.ts';
import { get } from './request.ts';
import {
  answerOf,
  candleOf,
  instrumentOf,
  present,
  type StepNames,
  stepName,
  stepsOf,
  within,
} from './series.ts';

const REST = 'https://api-pub.bitfinex.com/v2';

const TIME_FRAMES: StepNames = {
  [MINUTE]: '1m',
  [5 * MINUTE]: '5m',
  [15 * MINUTE]: '15m',
  [30 * MINUTE]: '30m',
  [HOUR]: '1h',
  [6 * HOUR]: '6h',
  [12 * HOUR]: '12h',
  [DAY]: '1D',
};
/** Columns of the status list; its history leaves out the key and so begins one earlier. */
const KEY = 0;
const TIME = 1;
const OPEN_INTEREST = 18;

export const bitfinexMarket: MarketData = {
  instruments: [
    {
      request: () => get(`${REST}/status/deriv`, { keys: 'ALL' }),
      read: text => {
        const rows = listed(text).map(row => {
          const contract = bitfinexContract(textOf(row[KEY], 'bitfinex KEY'));
          return contract && instrumentOf('bitfinex', contract, 1);
        });
        return { rows: present(rows) };
      },
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
    read: (text, ask) => {
      const rows = listed(text).map(([time, open, close, high, low, volume]) =>
        candleOf(
          'bitfinex',
          { time, open, high, low, close },
          {
            step: ask.step,
            scale: 1,
            volume: numberOf(volume, 'bitfinex VOLUME'),
          },
        ),
      );
      return { rows: within(ask, rows) };
    },
  },
  openInterest: {
    scope: 'market',
    request: () => get(`${REST}/status/deriv`, { keys: 'ALL' }),
    read: (text, { instruments }) => {
      const known = new Set(instruments.map(({ instrument }) => instrument));
      const rows = listed(text).map(row => {
        const instrument = textOf(row[KEY], 'bitfinex KEY');
        const openInterest = optionalNumberOf(row[OPEN_INTEREST], 'bitfinex OPEN_INTEREST');
        if (!known.has(instrument) || openInterest === undefined) return undefined;
        return { instrument, time: timeOf(row[TIME], 'bitfinex MTS'), openInterest };
      });
      return { rows: present(rows) };
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
    read: (text, ask) => {
      const rows = listed(text).map(row => {
        const openInterest = optionalNumberOf(row[OPEN_INTEREST - 1], 'bitfinex OPEN_INTEREST');
        return openInterest === undefined
          ? undefined
          : { time: timeOf(row[TIME - 1], 'bitfinex MTS'), openInterest };
      });
      return { rows: within(ask, present(rows)) };
    },
  },
};

function listed(text: string): Raw[][] {
  const answer = listOf(answerOf('bitfinex', text), 'bitfinex answer');
  if (answer[0] === 'error')
    throw new Error(`bitfinex: expected a list, got ${shown(answer[2] ?? answer[1])}`);
  return answer.map(row => listOf(row, 'bitfinex row'));
}
