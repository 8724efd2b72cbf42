import { DAY, HOUR, MINUTE } from '../../schema/range.ts';
import { coinexContract } from './coinex-contract.ts';
import { listOf, objectOf, type RawObject, shown, textOf } from './json.ts';
import type { MarketData } from './market-data.ts';
import { numberOf, optionalNumberOf } from './number.ts';
import { get } from './request.ts';
import {
  answerOf,
  candleOf,
  fromCaps,
  instrumentOf,
  present,
  type StepNames,
  stepName,
  stepsOf,
  tiersOf,
  within,
} from './series.ts';

const REST = 'https://api.coinex.com/v2/futures';

const PERIODS: StepNames = {
  [MINUTE]: '1min',
  [5 * MINUTE]: '5min',
  [15 * MINUTE]: '15min',
  [30 * MINUTE]: '30min',
  [HOUR]: '1hour',
  [2 * HOUR]: '2hour',
  [4 * HOUR]: '4hour',
  [6 * HOUR]: '6hour',
  [12 * HOUR]: '12hour',
  [DAY]: '1day',
};

export const coinexMarket: MarketData = {
  instruments: [
    {
      request: () => get(`${REST}/market`),
      read: text => {
        const rows = dataOf(text).map(row => {
          // The unit of inverse markets is not known: only linear ones are listed.
          if (row.contract_type !== 'linear' || row.is_market_available === false) return undefined;
          return instrumentOf('coinex', coinexContract(textOf(row.market, 'coinex market')), 1);
        });
        return { rows: present(rows) };
      },
    },
  ],
  // The venue answers with its latest bars only; older ones cannot be asked for.
  candles: {
    steps: stepsOf(PERIODS),
    pageSize: 1_000,
    request: ({ instrument, step }) =>
      get(`${REST}/kline`, {
        market: instrument.instrument,
        limit: 1_000,
        period: stepName('coinex', PERIODS, step),
      }),
    read: (text, ask) => {
      const { scale } = coinexContract(ask.instrument.instrument);
      const rows = dataOf(text).map(({ created_at: time, open, high, low, close, volume }) =>
        candleOf(
          'coinex',
          { time, open, high, low, close },
          {
            step: ask.step,
            scale,
            volume: numberOf(volume, 'coinex volume') * scale,
          },
        ),
      );
      return { rows: within(ask, rows) };
    },
  },
  openInterest: {
    scope: 'market',
    request: () => get(`${REST}/market`),
    read: (text, { instruments, now }) => {
      const known = new Set(instruments.map(({ instrument }) => instrument));
      const rows = dataOf(text).map(row => {
        const instrument = textOf(row.market, 'coinex market');
        const reported = optionalNumberOf(row.open_interest_volume, 'coinex open_interest_volume');
        if (!known.has(instrument) || reported === undefined) return undefined;
        return { instrument, time: now, openInterest: reported * coinexContract(instrument).scale };
      });
      return { rows: present(rows) };
    },
  },
  marginTiers: {
    scope: 'market',
    request: () => get(`${REST}/position-level`),
    read: (text, { instruments, priceOf }) => {
      const known = new Map(instruments.map(instrument => [instrument.instrument, instrument]));
      const rows = dataOf(text).flatMap(row => {
        const instrument = known.get(textOf(row.market, 'coinex market'));
        const price = instrument && priceOf?.(instrument);
        if (!instrument || price === undefined) return [];
        const steps = listOf(row.level, 'coinex level').map(raw => {
          const level = objectOf(raw, 'coinex level');
          return {
            maxNotionalUsd: numberOf(level.amount, 'coinex amount') * instrument.contractSize * price,
            maintenanceMarginRate: numberOf(level.maintenance_margin_rate, 'coinex maintenance_margin_rate'),
            maxLeverage: numberOf(level.leverage, 'coinex leverage'),
          };
        });
        return tiersOf('coinex', instrument.instrument, fromCaps(steps));
      });
      return { rows };
    },
  },
};

function dataOf(text: string): RawObject[] {
  const answer = objectOf(answerOf('coinex', text), 'coinex answer');
  if (answer.code !== '0')
    throw new Error(`coinex code: expected 0, got ${shown(answer.code)} ${shown(answer.message)}`);
  return listOf(answer.data, 'coinex data').map(row => objectOf(row, 'coinex data'));
}
