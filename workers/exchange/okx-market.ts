import { MINUTE } from '../../schema/range.ts';
import { type Contract, namedContract } from './contract.ts';
import { listOf, objectOf, type Raw, type RawObject, shown, textOf } from './json.ts';
import type { MarketData, SeriesAsk } from './market-data.ts';
import { rowsOf } from './market-rows.ts';
import { numberOf, timeOf } from './number.ts';
import { get } from './request.ts';
import { answerOf, candleOf, instrumentOf, type TierStep, usdOf } from './series.ts';
import { stepName, stepNames, stepsOf } from './steps.ts';

const REST = 'https://www.okx.com/api/v5';
const PARTS = ['SWAP', 'FUTURES'] as const;

/** Bars of six hours and more begin at Hong Kong's midnight unless asked for in UTC. */
const BARS = stepNames('1m 5m 15m 30m 1h=1H 2h=2H 4h=4H 6h=6Hutc 12h=12Hutc 1d=1Dutc');
const PERIODS = stepNames('5m 1h=1H 1d=1Dutc');
/** Documents have named 100 and 300 rows; 100 holds for both. */
const PAGE = 100;
/** The statistics reach back this many rows, whatever the period. */
const STATISTICS_ROWS = 1_440;

/**
 * `BTC-USDT-SWAP`, `BTC-USD_UM-SWAP`, `BTC-USDT-231229`: base coins; quoted in plain USD: inverse,
 * contracts of USD. Margin positions (`BTC-USDT`) have no term and count base coins.
 */
export function okxContract(instrument: string): Contract {
  const failure = `okx instId: expected a swap or a dated future, got ${instrument}`;
  const [base, quote, term, ...more] = instrument.split('-');
  if (!base || !quote || more.length > 0) throw new Error(failure);
  const contract = namedContract('okx', instrument, failure);
  return contract.kind === 'linear' && term === undefined ? { ...contract, unit: 1 } : contract;
}

export const okxMarket: MarketData = {
  instruments: PARTS.map(instType => ({
    request: () => get(`${REST}/public/instruments`, { instType }),
    read: text => {
      return rowsOf.instruments('okx', dataOf(text), raw => {
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
      return rowsOf.candles(ask, dataOf(text), row => {
        const [time, open, high, low, close, , coins] = listOf(row, 'okx data');
        const volume = numberOf(coins, 'okx volCcy') * scale;
        return candleOf('okx', { time, open, high, low, close }, { step: ask.step, scale, volume });
      });
    },
  },
  openInterest: {
    scope: 'market',
    parts: PARTS,
    request: ({ part }) => get(`${REST}/public/open-interest`, { instType: part }),
    read: (text, { instruments }) => {
      const known = new Set(instruments.map(({ instrument }) => instrument));
      return rowsOf.standing('okx', dataOf(text), raw => {
        const row = objectOf(raw, 'okx data');
        const instrument = textOf(row.instId, 'okx instId');
        if (!known.has(instrument)) return undefined;
        const openInterest = numberOf(row.oiCcy, 'okx oiCcy') * okxContract(instrument).scale;
        return { instrument, time: timeOf(row.ts, 'okx ts'), openInterest };
      });
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
      return rowsOf.openInterest(ask, dataOf(text), row => {
        const [time, , coins] = listOf(row, 'okx data');
        return { time: timeOf(time, 'okx ts'), openInterest: numberOf(coins, 'okx oiCcy') * scale };
      });
    },
  },
  accountRatios: {
    steps: stepsOf(PERIODS),
    pageSize: PAGE,
    lookBack: STATISTICS_ROWS * 5 * MINUTE,
    request: ask => statistics('long-short-account-ratio-contract', ask),
    read: (text, ask) =>
      rowsOf.ratios(ask, dataOf(text), row => {
        const [time, ratio] = listOf(row, 'okx data');
        return { time: timeOf(time, 'okx ts'), ratio: numberOf(ratio, 'okx longShortAcctRatio') };
      }),
  },
  marginTiers: {
    scope: 'instrument',
    needsPrice: true,
    request: ({ instrument }) =>
      get(`${REST}/public/position-tiers`, {
        instType: 'SWAP',
        tdMode: 'cross',
        instFamily: instrument?.instrument.split('-').slice(0, 2).join('-'),
      }),
    read: (text, { instrument, priceOf }) => {
      if (!instrument) throw new Error('okx position-tiers: expected an instrument, got nothing');
      const worth = usdOf(instrument, 1, priceOf?.(instrument));
      if (worth === undefined) return { rows: [], rejects: [] };
      return rowsOf.tiersOf(
        instrument,
        dataOf(text),
        raw => tierOf(objectOf(raw, 'okx data'), worth),
        steps => steps,
      );
    },
  },
};

/** `worth` is what a contract is worth, USD. */
const tierOf = (row: RawObject, worth: number): TierStep => ({
  minNotionalUsd: numberOf(row.minSz, 'okx minSz') * worth,
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
