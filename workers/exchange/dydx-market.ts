import { type Contract, namedContract } from './contract.ts';
import { listOf, objectOf, type Raw, type RawObject, shown, textOf } from './json.ts';
import type { MarketData, SeriesAsk } from './market-data.ts';
import { rowsOf } from './market-rows.ts';
import { numberOf, optionalNumberOf, timeOf } from './number.ts';
import { get } from './request.ts';
import { answerOf, candleOf, instrumentOf, tiersOf } from './series.ts';
import { stepName, stepNames, stepsOf } from './steps.ts';

export const DYDX_REST = 'https://indexer.dydx.trade/v4';

const RESOLUTIONS = stepNames('1m=1MIN 5m=5MINS 15m=15MINS 30m=30MINS 1h=1HOUR 4h=4HOURS 1d=1DAY');
const PAGE = 1_000;

/** `BTC-USD`; isolated markets name their pool after a comma: `FLOKI,UNISWAP_V3,0X…-USD`. */
export function dydxContract(instrument: string): Contract {
  const failure = `dydx market: expected BASE-USD, got ${instrument}`;
  if (!instrument.endsWith('-USD')) throw new Error(failure);
  return namedContract('dydx', instrument, failure);
}

export const dydxMarket: MarketData = {
  instruments: [
    {
      request: () => get(`${DYDX_REST}/perpetualMarkets`),
      read: text =>
        rowsOf.instruments('dydx', marketsOf(text), raw => {
          const row = objectOf(raw, 'dydx markets');
          if (row.status !== 'ACTIVE') return undefined;
          return instrumentOf('dydx', dydxContract(textOf(row.ticker, 'dydx ticker')), 1);
        }),
    },
  ],
  candles: {
    steps: stepsOf(RESOLUTIONS),
    pageSize: PAGE,
    request: candlesRequest,
    read: (text, ask) => {
      const { scale } = dydxContract(ask.instrument.instrument);
      return rowsOf.candles(ask, candlesOf(text), raw => {
        const { startedAt: time, open, high, low, close, baseTokenVolume } = objectOf(raw, 'dydx candles');
        const volume = numberOf(baseTokenVolume, 'dydx baseTokenVolume') * scale;
        return candleOf('dydx', { time, open, high, low, close }, { step: ask.step, scale, volume });
      });
    },
  },
  openInterest: {
    scope: 'market',
    request: () => get(`${DYDX_REST}/perpetualMarkets`),
    read: (text, { instruments, now }) => {
      const known = new Set(instruments.map(({ instrument }) => instrument));
      return rowsOf.standing('dydx', marketsOf(text), raw => {
        const row = objectOf(raw, 'dydx markets');
        const instrument = textOf(row.ticker, 'dydx ticker');
        if (!known.has(instrument)) return undefined;
        const openInterest = numberOf(row.openInterest, 'dydx openInterest') * dydxContract(instrument).scale;
        return { instrument, time: now, openInterest };
      });
    },
  },
  openInterestHistory: {
    steps: stepsOf(RESOLUTIONS),
    pageSize: PAGE,
    request: candlesRequest,
    read: (text, ask) => {
      const { scale } = dydxContract(ask.instrument.instrument);
      return rowsOf.openInterest(ask, candlesOf(text), raw => {
        const row = objectOf(raw, 'dydx candles');
        const openInterest = optionalNumberOf(row.startingOpenInterest, 'dydx startingOpenInterest');
        if (openInterest === undefined) return undefined;
        return { time: timeOf(row.startedAt, 'dydx startedAt'), openInterest: openInterest * scale };
      });
    },
  },
  marginTiers: {
    scope: 'market',
    request: () => get(`${DYDX_REST}/perpetualMarkets`),
    read: text =>
      rowsOf.tiers('dydx', marketsOf(text), raw => {
        const row = objectOf(raw, 'dydx markets');
        return tiersOf('dydx', textOf(row.ticker, 'dydx ticker'), [
          {
            minNotionalUsd: 0,
            maintenanceMarginRate: numberOf(row.maintenanceMarginFraction, 'dydx maintenanceMarginFraction'),
            maxLeverage: 1 / numberOf(row.initialMarginFraction, 'dydx initialMarginFraction'),
          },
        ]);
      }),
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

const candlesOf = (text: string): Raw[] => listOf(answered(text).candles, 'dydx candles');

const marketsOf = (text: string): Raw[] => Object.values(objectOf(answered(text).markets, 'dydx markets'));

function answered(text: string): RawObject {
  const answer = objectOf(answerOf('dydx', text), 'dydx answer');
  if (!('errors' in answer)) return answer;
  throw new Error(`dydx: expected an answer, got ${shown(answer.errors)}`);
}
