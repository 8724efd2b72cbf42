import type { Instrument } from '../../schema/market.ts';
import { type Contract, namedContract } from './contract.ts';
import { listOf, objectOf, type Raw, shown, textOf } from './json.ts';
import type { MarketData } from './market-data.ts';
import { rowsOf } from './market-rows.ts';
import { numberOf, timeOf } from './number.ts';
import { get } from './request.ts';
import { answerOf, candleOf, instrumentOf, type TierStep } from './series.ts';
import { stepName, stepNames, stepsOf } from './steps.ts';

const REST = 'https://api.bitget.com/api';
const LINES = ['USDT-FUTURES', 'USDC-FUTURES'] as const;

/** From six hours on, bars begin at Hong Kong's midnight unless asked for in UTC. */
const GRANULARITIES = stepNames('1m 5m 15m 30m 1h=1H 4h=4H 6h=6Hutc 12h=12Hutc 1d=1Dutc');
const PERIODS = stepNames('5m 15m 30m 1h 4h 1d');

const lineOf = ({ quote }: Instrument): string => (quote === 'USDC' ? 'USDC-FUTURES' : 'USDT-FUTURES');

/** `BTCUSDT`; `BTCPERP` and `BTCUSDC` settle in USDC; `BTCUSD` and `BTCUSDH26` are coin-margined. */
export const bitgetContract = (instrument: string): Contract =>
  namedContract('bitget', instrument, `bitget ${instrument}: expected a symbol that ends in its quote`);

export const bitgetMarket: MarketData = {
  instruments: LINES.map(category => ({
    request: () => get(`${REST}/v3/market/instruments`, { category }),
    read: text =>
      rowsOf.instruments('bitget', listOf(dataOf(text), 'bitget data'), raw => {
        const row = objectOf(raw, 'bitget data');
        if (row.status !== 'online') return undefined;
        return instrumentOf('bitget', bitgetContract(textOf(row.symbol, 'bitget symbol')), 1);
      }),
  })),
  candles: {
    steps: stepsOf(GRANULARITIES),
    pageSize: 200,
    request: ({ instrument, step, from, to }) =>
      get(`${REST}/v2/mix/market/history-candles`, {
        symbol: instrument.instrument,
        productType: lineOf(instrument),
        granularity: stepName('bitget', GRANULARITIES, step),
        startTime: from,
        endTime: to,
        limit: 200,
      }),
    read: (text, ask) => {
      const { scale } = bitgetContract(ask.instrument.instrument);
      return rowsOf.candles(ask, listOf(dataOf(text), 'bitget data'), row => {
        const [time, open, high, low, close, coins] = listOf(row, 'bitget data');
        const volume = numberOf(coins, 'bitget volume') * scale;
        return candleOf('bitget', { time, open, high, low, close }, { step: ask.step, scale, volume });
      });
    },
  },
  openInterest: {
    scope: 'instrument',
    request: ({ instrument }) => {
      if (!instrument) throw new Error('bitget open interest: expected an instrument, got nothing');
      const query = { symbol: instrument.instrument, productType: lineOf(instrument) };
      return get(`${REST}/v2/mix/market/open-interest`, query);
    },
    read: text => {
      const data = objectOf(dataOf(text), 'bitget data');
      return rowsOf.standing('bitget', listOf(data.openInterestList, 'bitget openInterestList'), raw => {
        const row = objectOf(raw, 'bitget openInterestList');
        const instrument = textOf(row.symbol, 'bitget symbol');
        const openInterest = numberOf(row.size, 'bitget size') * bitgetContract(instrument).scale;
        return { instrument, time: timeOf(data.ts, 'bitget ts'), openInterest };
      });
    },
  },
  accountRatios: {
    steps: stepsOf(PERIODS),
    // The venue answers with its latest rows, at most this many.
    pageSize: 500,
    request: ({ instrument, step }) =>
      get(
        `${REST}/v2/mix/market/account-long-short`,
        { symbol: instrument.instrument, period: stepName('bitget', PERIODS, step) },
        5,
      ),
    read: (text, ask) =>
      rowsOf.ratios(ask, listOf(dataOf(text), 'bitget data'), raw => {
        const row = objectOf(raw, 'bitget data');
        const long = numberOf(row.longAccountRatio, 'bitget longAccountRatio');
        const short = numberOf(row.shortAccountRatio, 'bitget shortAccountRatio');
        // The venue's own quotient is not the one of its two shares; where nobody is short there is none.
        return short === 0 ? undefined : { time: timeOf(row.ts, 'bitget ts'), ratio: long / short };
      }),
  },
  marginTiers: {
    scope: 'instrument',
    request: ({ instrument }) =>
      get(`${REST}/v2/mix/market/query-position-lever`, {
        symbol: instrument?.instrument,
        productType: instrument && lineOf(instrument),
      }),
    read: (text, { instrument }) => {
      if (!instrument) throw new Error('bitget tiers: expected an instrument, got nothing');
      return rowsOf.tiersOf(instrument, listOf(dataOf(text), 'bitget data'), tierOf, steps => steps);
    },
  },
};

function tierOf(raw: Raw): TierStep {
  const row = objectOf(raw, 'bitget data');
  return {
    minNotionalUsd: numberOf(row.startUnit, 'bitget startUnit'),
    maintenanceMarginRate: numberOf(row.keepMarginRate, 'bitget keepMarginRate'),
    maxLeverage: numberOf(row.leverage, 'bitget leverage'),
  };
}

function dataOf(text: string): Raw | undefined {
  const answer = objectOf(answerOf('bitget', text), 'bitget answer');
  if (answer.code === '00000') return answer.data;
  throw new Error(`bitget code: expected 00000, got ${shown(answer.code)} ${shown(answer.msg)}`);
}
