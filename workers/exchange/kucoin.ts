import type { Adapter } from './adapter.ts';
import { type Contract, contractOf } from './contract.ts';
import { listOf, objectOf, type Raw, type RawObject, shown, textOf } from './json.ts';
import type { MarketData } from './market-data.ts';
import { rowsOf } from './market-rows.ts';
import { numberOf } from './number.ts';
import { get } from './request.ts';
import { answerOf, candleOf, coinsOf, instrumentOf, type TierStep } from './series.ts';
import { stepName, stepNames, stepsOf } from './steps.ts';

/**
 * KuCoin publishes no liquidations: market data only.
 * https://www.kucoin.com/docs-new/rest/futures-trading/market-data
 */
const REST = 'https://api-futures.kucoin.com/api/v1';

const GRANULARITIES = stepNames('1m=1 5m=5 15m=15 30m=30 1h=60 2h=120 4h=240 8h=480 12h=720 1d=1440');

const market: MarketData = {
  instruments: [
    {
      request: () => get(`${REST}/contracts/active`, {}, 3),
      read: text =>
        rowsOf.instruments('kucoin', listed(text), raw => {
          const row = objectOf(raw, 'kucoin data');
          if (row.status !== 'Open') return undefined;
          // An inverse contract is one USD and listed with the multiplier -1.
          const size = Math.abs(numberOf(row.multiplier, 'kucoin multiplier'));
          return instrumentOf('kucoin', contractOfRow(row), size);
        }),
    },
  ],
  candles: {
    steps: stepsOf(GRANULARITIES),
    pageSize: 200,
    request: ({ instrument, step, from, to }) =>
      get(
        `${REST}/kline/query`,
        {
          symbol: instrument.instrument,
          granularity: stepName('kucoin', GRANULARITIES, step),
          from,
          to: to - step,
        },
        3,
      ),
    read: (text, ask) => {
      const scale = scaleOf(ask.instrument.instrument);
      return rowsOf.candles(ask, listed(text), raw => {
        const [time, open, high, low, close, contracts] = listOf(raw, 'kucoin data');
        const price = numberOf(close, 'kucoin close') / scale;
        const volume = coinsOf(ask.instrument, numberOf(contracts, 'kucoin volume'), price) ?? 0;
        return candleOf('kucoin', { time, open, high, low, close }, { step: ask.step, scale, volume });
      });
    },
  },
  openInterest: {
    scope: 'market',
    request: () => get(`${REST}/contracts/active`, {}, 3),
    read: (text, { instruments, now }) => {
      const known = new Map(instruments.map(instrument => [instrument.instrument, instrument]));
      return rowsOf.standing('kucoin', listed(text), raw => {
        const row = objectOf(raw, 'kucoin data');
        const instrument = known.get(textOf(row.symbol, 'kucoin symbol'));
        if (!instrument) return undefined;
        const contracts = numberOf(row.openInterest, 'kucoin openInterest');
        const openInterest = coinsOf(instrument, contracts, () =>
          numberOf(row.markPrice, 'kucoin markPrice'),
        );
        if (openInterest === undefined) return undefined;
        return { instrument: instrument.instrument, time: now, openInterest };
      });
    },
  },
  marginTiers: {
    scope: 'instrument',
    request: ({ instrument }) => get(`${REST}/contracts/risk-limit/${instrument?.instrument}`, {}, 5),
    read: (text, { instrument }) => {
      if (!instrument) throw new Error('kucoin risk-limit: expected an instrument, got nothing');
      return rowsOf.tiersOf(instrument, listed(text), tierOf, steps => steps);
    },
  },
};

function tierOf(raw: Raw): TierStep {
  const row = objectOf(raw, 'kucoin data');
  return {
    minNotionalUsd: numberOf(row.minRiskLimit, 'kucoin minRiskLimit'),
    maintenanceMarginRate: numberOf(row.maintainMargin, 'kucoin maintainMargin'),
    maxLeverage: numberOf(row.maxLeverage, 'kucoin maxLeverage'),
  };
}

export const kucoin: Adapter = {
  exchange: 'kucoin',
  access: { cloudflare: 'unknown' },
  limit: {
    budget: 2_000,
    per: 30_000,
    used: headers => {
      const left = headers.get('gw-ratelimit-remaining');
      const limit = headers.get('gw-ratelimit-limit');
      return left === null || limit === null ? undefined : 1 - Number(left) / Number(limit);
    },
  },
  market,
};

function contractOfRow(row: RawObject): Contract {
  const [base, quote] = [
    textOf(row.baseCurrency, 'kucoin baseCurrency'),
    textOf(row.quoteCurrency, 'kucoin quoteCurrency'),
  ];
  return contractOf(
    textOf(row.symbol, 'kucoin symbol'),
    base,
    quote,
    row.isInverse === true ? 'inverse' : 'linear',
  );
}

/** `1000BONKUSDTM`: the coin's name begins as the symbol does. */
const scaleOf = (symbol: string): number =>
  contractOf(symbol, symbol.replace(/USD[TC]?M$/, ''), 'USDT', 'linear').scale;

const listed = (text: string): Raw[] => listOf(dataOf(text), 'kucoin data');

function dataOf(text: string): Raw | undefined {
  const answer = objectOf(answerOf('kucoin', text), 'kucoin answer');
  if (answer.code === '200000') return answer.data;
  throw new Error(`kucoin code: expected 200000, got ${shown(answer.code)} ${shown(answer.msg)}`);
}
