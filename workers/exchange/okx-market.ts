import { DAY, HOUR, MINUTE } from '../../schema/range.ts';
import { listOf, objectOf, type Raw, type RawObject, shown, textOf } from './json.ts';
import type { MarketData, SeriesAsk } from './market-data.ts';
import { numberOf, timeOf } from './number.ts';
import { okxContract } from './okx-contract.ts';
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
  usdOf,
  within,
} from './series.ts';

const REST = 'https://www.okx.com/api/v5';
const PARTS = ['SWAP', 'FUTURES'] as const;

/** Bars of six hours and more begin at Hong Kong's midnight unless asked for in UTC. */
const BARS: StepNames = {
  [MINUTE]: '1m',
  [5 * MINUTE]: '5m',
  [15 * MINUTE]: '15m',
  [30 * MINUTE]: '30m',
  [HOUR]: '1H',
  [2 * HOUR]: '2H',
  [4 * HOUR]: '4H',
  [6 * HOUR]: '6Hutc',
  [12 * HOUR]: '12Hutc',
  [DAY]: '1Dutc',
};
const PERIODS: StepNames = { [5 * MINUTE]: '5m', [HOUR]: '1H', [DAY]: '1Dutc' };
/** Documents have named 100 and 300 rows; 100 holds for both. */
const PAGE = 100;
/** The statistics reach back this many rows, whatever the period. */
const STATISTICS_ROWS = 1_440;

export const okxMarket: MarketData = {
  instruments: PARTS.map(instType => ({
    request: () => get(`${REST}/public/instruments`, { instType }),
    read: text => {
      const rows = dataOf(text).map(raw => {
        const row = objectOf(raw, 'okx data');
        if (row.state !== 'live') return undefined;
        const contract = okxContract(textOf(row.instId, 'okx instId'));
        const size = numberOf(row.ctVal, 'okx ctVal') * numberOf(row.ctMult, 'okx ctMult');
        if (row.ctType !== contract.kind) {
          throw new Error(
            `okx ${contract.instrument} ctType: expected ${contract.kind}, got ${shown(row.ctType)}`,
          );
        }
        return instrumentOf('okx', contract, size);
      });
      return { rows: present(rows) };
    },
  })),
  candles: {
    steps: stepsOf(BARS),
    pageSize: PAGE,
    request: ({ instrument, step, from, to }) =>
      get(`${REST}/market/history-candles`, {
        instId: instrument.instrument,
        bar: stepName('okx', BARS, step),
        // Both bounds are left out by the venue.
        before: from - 1,
        after: to,
        limit: PAGE,
      }),
    read: (text, ask) => {
      const { scale } = okxContract(ask.instrument.instrument);
      const rows = dataOf(text).map(row => {
        const [time, open, high, low, close, , coins] = listOf(row, 'okx data');
        const volume = numberOf(coins, 'okx volCcy') * scale;
        return candleOf('okx', { time, open, high, low, close }, { step: ask.step, scale, volume });
      });
      return { rows: within(ask, rows) };
    },
  },
  openInterest: {
    scope: 'market',
    parts: PARTS,
    request: ({ part }) => get(`${REST}/public/open-interest`, { instType: part }),
    read: (text, { instruments }) => {
      const known = new Set(instruments.map(({ instrument }) => instrument));
      const rows = dataOf(text)
        .map(raw => objectOf(raw, 'okx data'))
        .filter(row => known.has(textOf(row.instId, 'okx instId')))
        .map(row => {
          const instrument = textOf(row.instId, 'okx instId');
          const openInterest = numberOf(row.oiCcy, 'okx oiCcy') * okxContract(instrument).scale;
          return { instrument, time: timeOf(row.ts, 'okx ts'), openInterest };
        });
      return { rows };
    },
  },
  // UNVERIFIED: one source found this series frozen in 2024; rows out of the asked time are left out.
  openInterestHistory: {
    steps: stepsOf(PERIODS),
    pageSize: PAGE,
    lookBack: STATISTICS_ROWS * 5 * MINUTE,
    request: ask => statistics('open-interest-history', ask),
    read: (text, ask) => {
      const { scale } = okxContract(ask.instrument.instrument);
      const rows = dataOf(text).map(row => {
        const [time, , coins] = listOf(row, 'okx data');
        return { time: timeOf(time, 'okx ts'), openInterest: numberOf(coins, 'okx oiCcy') * scale };
      });
      return { rows: within(ask, rows) };
    },
  },
  accountRatios: {
    steps: stepsOf(PERIODS),
    pageSize: PAGE,
    lookBack: STATISTICS_ROWS * 5 * MINUTE,
    request: ask => statistics('long-short-account-ratio-contract', ask),
    read: (text, ask) => {
      const rows = dataOf(text).map(row => {
        const [time, ratio] = listOf(row, 'okx data');
        return { time: timeOf(time, 'okx ts'), ratio: numberOf(ratio, 'okx longShortAcctRatio') };
      });
      return { rows: within(ask, rows) };
    },
  },
  marginTiers: {
    scope: 'instrument',
    request: ({ instrument }) =>
      get(`${REST}/public/position-tiers`, {
        instType: 'SWAP',
        tdMode: 'cross',
        instFamily: instrument?.instrument.split('-').slice(0, 2).join('-'),
      }),
    read: (text, { instrument, priceOf }) => {
      if (!instrument) throw new Error('okx position-tiers: expected an instrument, got nothing');
      const steps = dataOf(text).map(raw => {
        const row = objectOf(raw, 'okx data');
        const minNotionalUsd = usdOf(instrument, numberOf(row.minSz, 'okx minSz'), priceOf?.(instrument));
        return minNotionalUsd === undefined ? undefined : { ...tierOf(row), minNotionalUsd };
      });
      return { rows: tiersOf('okx', instrument.instrument, present(steps)) };
    },
  },
};

const tierOf = (row: RawObject) => ({
  maintenanceMarginRate: numberOf(row.mmr, 'okx mmr'),
  maxLeverage: numberOf(row.maxLever, 'okx maxLever'),
});

function statistics(name: string, { instrument, step, from, to }: SeriesAsk) {
  const period = stepName('okx', PERIODS, step);
  const window = { instId: instrument.instrument, period, begin: from, end: to - 1, limit: PAGE };
  // Five requests in two seconds where others have twenty.
  return get(`${REST}/rubik/stat/contracts/${name}`, window, 4);
}

function dataOf(text: string): Raw[] {
  const answer = objectOf(answerOf('okx', text), 'okx answer');
  if (answer.code !== '0')
    throw new Error(`okx code: expected 0, got ${shown(answer.code)} ${shown(answer.msg)}`);
  return listOf(answer.data, 'okx data');
}
