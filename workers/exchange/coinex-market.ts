import { type Contract, namedContract } from './contract.ts';
import { listOf, objectOf, type Raw, shown, textOf } from './json.ts';
import type { MarketData } from './market-data.ts';
import { rowsOf } from './market-rows.ts';
import { numberOf, optionalNumberOf } from './number.ts';
import { get } from './request.ts';
import { answerOf, candleOf, fromCaps, instrumentOf, tiersOf } from './series.ts';
import { stepName, stepNames, stepsOf } from './steps.ts';

const REST = 'https://api.coinex.com/v2/futures';

const PERIODS = stepNames(
  '1m=1min 5m=5min 15m=15min 30m=30min 1h=1hour 2h=2hour 4h=4hour 6h=6hour 12h=12hour 1d=1day',
);

/** `BTCUSDT` and `BTCUSDC` count base coins, `BTCUSD` is inverse. */
export const coinexContract = (instrument: string): Contract =>
  namedContract(
    'coinex',
    instrument,
    `coinex market: expected a symbol that ends in its quote, got ${instrument}`,
  );

export const coinexMarket: MarketData = {
  instruments: [
    {
      request: () => get(`${REST}/market`),
      read: text =>
        rowsOf.instruments('coinex', dataOf(text), raw => {
          const row = objectOf(raw, 'coinex data');
          // The unit of inverse markets is not known: only linear ones are listed.
          if (row.contract_type !== 'linear' || row.is_market_available === false) return undefined;
          return instrumentOf('coinex', coinexContract(textOf(row.market, 'coinex market')), 1);
        }),
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
      return rowsOf.candles(ask, dataOf(text), raw => {
        const { created_at: time, open, high, low, close, volume: coins } = objectOf(raw, 'coinex data');
        const volume = numberOf(coins, 'coinex volume') * scale;
        return candleOf('coinex', { time, open, high, low, close }, { step: ask.step, scale, volume });
      });
    },
  },
  openInterest: {
    scope: 'market',
    request: () => get(`${REST}/market`),
    read: (text, { instruments, now }) => {
      const known = new Set(instruments.map(({ instrument }) => instrument));
      return rowsOf.standing('coinex', dataOf(text), raw => {
        const row = objectOf(raw, 'coinex data');
        const instrument = textOf(row.market, 'coinex market');
        if (!known.has(instrument)) return undefined;
        const reported = optionalNumberOf(row.open_interest_volume, 'coinex open_interest_volume');
        if (reported === undefined) return undefined;
        return { instrument, time: now, openInterest: reported * coinexContract(instrument).scale };
      });
    },
  },
  marginTiers: {
    scope: 'market',
    needsPrice: true,
    request: () => get(`${REST}/position-level`),
    read: (text, { instruments, priceOf }) => {
      const known = new Map(instruments.map(instrument => [instrument.instrument, instrument]));
      return rowsOf.tiers('coinex', dataOf(text), raw => {
        const row = objectOf(raw, 'coinex data');
        const instrument = known.get(textOf(row.market, 'coinex market'));
        const price = instrument && priceOf?.(instrument);
        if (!instrument || price === undefined) return undefined;
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
    },
  },
};

function dataOf(text: string): Raw[] {
  const answer = objectOf(answerOf('coinex', text), 'coinex answer');
  if (answer.code !== '0')
    throw new Error(`coinex code: expected 0, got ${shown(answer.code)} ${shown(answer.message)}`);
  return listOf(answer.data, 'coinex data');
}
