import { DAY, HOUR, MINUTE } from '../../schema/range.ts';
import { dydxContract } from './dydx-contract.ts';
import { listOf, objectOf, type RawObject, shown, textOf } from './json.ts';
import type { MarketData, SeriesAsk } from './market-data.ts';
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
  tiersOf,
  within,
} from './series.ts';

export const DYDX_REST = 'https://indexer.dydx.trade/v4';

const RESOLUTIONS: StepNames = {
  [MINUTE]: '1MIN',
  [5 * MINUTE]: '5MINS',
  [15 * MINUTE]: '15MINS',
  [30 * MINUTE]: '30MINS',
  [HOUR]: '1HOUR',
  [4 * HOUR]: '4HOURS',
  [DAY]: '1DAY',
};
const PAGE = 1_000;

export const dydxMarket: MarketData = {
  instruments: [
    {
      request: () => get(`${DYDX_REST}/perpetualMarkets`),
      read: text => {
        const rows = marketsOf(text).map(row => {
          if (row.status !== 'ACTIVE') return undefined;
          return instrumentOf('dydx', dydxContract(textOf(row.ticker, 'dydx ticker')), 1);
        });
        return { rows: present(rows) };
      },
    },
  ],
  candles: {
    steps: stepsOf(RESOLUTIONS),
    pageSize: PAGE,
    request: candlesRequest,
    read: (text, ask) => {
      const { scale } = dydxContract(ask.instrument.instrument);
      const rows = candlesOf(text).map(({ startedAt: time, open, high, low, close, baseTokenVolume }) =>
        candleOf(
          'dydx',
          { time, open, high, low, close },
          {
            step: ask.step,
            scale,
            volume: numberOf(baseTokenVolume, 'dydx baseTokenVolume') * scale,
          },
        ),
      );
      return { rows: within(ask, rows) };
    },
  },
  openInterest: {
    scope: 'market',
    request: () => get(`${DYDX_REST}/perpetualMarkets`),
    read: (text, { instruments, now }) => {
      const known = new Set(instruments.map(({ instrument }) => instrument));
      const rows = marketsOf(text)
        .filter(row => known.has(textOf(row.ticker, 'dydx ticker')))
        .map(row => {
          const instrument = textOf(row.ticker, 'dydx ticker');
          const openInterest =
            numberOf(row.openInterest, 'dydx openInterest') * dydxContract(instrument).scale;
          return { instrument, time: now, openInterest };
        });
      return { rows };
    },
  },
  openInterestHistory: {
    steps: stepsOf(RESOLUTIONS),
    pageSize: PAGE,
    request: candlesRequest,
    read: (text, ask) => {
      const { scale } = dydxContract(ask.instrument.instrument);
      const rows = candlesOf(text).map(row => {
        const openInterest = optionalNumberOf(row.startingOpenInterest, 'dydx startingOpenInterest');
        if (openInterest === undefined) return undefined;
        return { time: timeOf(row.startedAt, 'dydx startedAt'), openInterest: openInterest * scale };
      });
      return { rows: within(ask, present(rows)) };
    },
  },
  marginTiers: {
    scope: 'market',
    request: () => get(`${DYDX_REST}/perpetualMarkets`),
    read: text => {
      const rows = marketsOf(text).flatMap(row =>
        tiersOf('dydx', textOf(row.ticker, 'dydx ticker'), [
          {
            minNotionalUsd: 0,
            maintenanceMarginRate: numberOf(row.maintenanceMarginFraction, 'dydx maintenanceMarginFraction'),
            maxLeverage: 1 / numberOf(row.initialMarginFraction, 'dydx initialMarginFraction'),
          },
        ]),
      );
      return { rows };
    },
  },
};

function candlesRequest({ instrument, step, from, to }: SeriesAsk) {
  return get(`${DYDX_REST}/candles/perpetualMarkets/${encodeURIComponent(instrument.instrument)}`, {
    resolution: stepName('dydx', RESOLUTIONS, step),
    fromISO: new Date(from).toISOString(),
    toISO: new Date(to).toISOString(),
    limit: PAGE,
  });
}

const candlesOf = (text: string): RawObject[] =>
  listOf(answered(text).candles, 'dydx candles').map(row => objectOf(row, 'dydx candles'));

const marketsOf = (text: string): RawObject[] =>
  Object.values(objectOf(answered(text).markets, 'dydx markets')).map(row => objectOf(row, 'dydx markets'));

function answered(text: string): RawObject {
  const answer = objectOf(answerOf('dydx', text), 'dydx answer');
  if (!('errors' in answer)) return answer;
  throw new Error(`dydx: expected an answer, got ${shown(answer.errors)}`);
}
