import { type Contract, namedContract } from './contract.ts';
import { listOf, objectOf, type RawObject, shown, textOf } from './json.ts';
import type { MarketData } from './market-data.ts';
import { rowsOf } from './market-rows.ts';
import { numberOf, timeOf } from './number.ts';
import { get, seconds } from './request.ts';
import { answerOf, candleOf, coinsOf, instrumentOf, type TierStep, tiersOf } from './series.ts';
import { stepName, stepNames, stepsOf } from './steps.ts';

const DERIVATIVES = 'https://futures.kraken.com/derivatives/api/v3';
const CHARTS = 'https://futures.kraken.com/api/charts/v1';

const RESOLUTIONS = stepNames('1m 5m 15m 30m 1h 4h 12h 1d');
const ANALYTICS_PAGE = 500;

const isOurs = (symbol: string): boolean => /^(PF|FF|PI|FI)_[^_]+USD(_|$)/i.test(symbol);

/** `PF_XBTUSD`, `FF_XBTUSD_240329`: base coins. `PI_XBTUSD`, `FI_ETHUSD_180928`: contracts of one USD. */
export function krakenContract(instrument: string): Contract {
  const name = instrument.toUpperCase();
  const failure = `kraken product_id: expected a PF_, FF_, PI_ or FI_ contract in USD, got ${instrument}`;
  if (!/^[PF][FI]_.+USD(_\d{6})?$/u.test(name)) throw new Error(failure);
  return namedContract('kraken', name, failure);
}

export const krakenMarket: MarketData = {
  instruments: [
    {
      request: () => get(`${DERIVATIVES}/instruments`),
      read: text =>
        rowsOf.instruments('kraken', listOf(answered(text).instruments, 'kraken instruments'), raw => {
          const row = objectOf(raw, 'kraken instruments');
          const symbol = textOf(row.symbol, 'kraken symbol');
          if (row.tradeable !== true || !isOurs(symbol)) return undefined;
          return instrumentOf('kraken', krakenContract(symbol), 1);
        }),
    },
  ],
  candles: {
    steps: stepsOf(RESOLUTIONS),
    pageSize: 2_000,
    request: ({ instrument, step, from, to }) =>
      get(`${CHARTS}/trade/${instrument.instrument}/${stepName('kraken', RESOLUTIONS, step)}`, {
        from: seconds(from),
        to: seconds(to - step),
      }),
    read: (text, ask) =>
      rowsOf.candles(ask, listOf(answered(text).candles, 'kraken candles'), raw => {
        const { time, open, high, low, close, volume: traded } = objectOf(raw, 'kraken candles');
        const size = numberOf(traded, 'kraken volume');
        const volume = coinsOf(ask.instrument, size, numberOf(close, 'kraken close')) ?? 0;
        return candleOf('kraken', { time, open, high, low, close }, { step: ask.step, scale: 1, volume });
      }),
  },
  openInterest: {
    scope: 'market',
    request: () => get(`${DERIVATIVES}/tickers`),
    read: (text, { instruments, now }) => {
      const known = new Map(instruments.map(instrument => [instrument.instrument, instrument]));
      return rowsOf.standing('kraken', listOf(answered(text).tickers, 'kraken tickers'), raw => {
        const row = objectOf(raw, 'kraken tickers');
        const instrument = known.get(textOf(row.symbol, 'kraken symbol').toUpperCase());
        if (!instrument) return undefined;
        const size = numberOf(row.openInterest, 'kraken openInterest');
        const openInterest = coinsOf(instrument, size, () => numberOf(row.markPrice, 'kraken markPrice'));
        if (openInterest === undefined) return undefined;
        return { instrument: instrument.instrument, time: now, openInterest };
      });
    },
  },
  openInterestHistory: {
    steps: stepsOf(RESOLUTIONS),
    pageSize: ANALYTICS_PAGE,
    request: ({ instrument, step, from, to }) =>
      get(`${CHARTS}/analytics/${instrument.instrument}/open-interest`, {
        since: seconds(from),
        to: seconds(to - step),
        interval: seconds(step),
      }),
    read: (text, ask) => {
      const result = objectOf(answered(text).result, 'kraken result');
      const data = listOf(result.data, 'kraken data');
      const points = listOf(result.timestamp, 'kraken timestamp').map((stamp, i) => [stamp, data[i] ?? null]);
      return rowsOf.openInterest(ask, points, raw => {
        const [stamp, point] = listOf(raw, 'kraken data');
        const time = timeOf(stamp, 'kraken timestamp');
        // A value, or the bar's open, high, low and close.
        const size = numberOf(Array.isArray(point) ? point.at(-1) : point, 'kraken open-interest');
        const openInterest = coinsOf(ask.instrument, size, ask.priceAt?.(time));
        return openInterest === undefined ? undefined : { time, openInterest };
      });
    },
  },
  marginTiers: {
    scope: 'market',
    request: () => get(`${DERIVATIVES}/instruments`),
    read: text =>
      rowsOf.tiers('kraken', listOf(answered(text).instruments, 'kraken instruments'), raw => {
        const row = objectOf(raw, 'kraken instruments');
        const symbol = textOf(row.symbol, 'kraken symbol');
        const levels = row.marginLevels;
        if (row.tradeable !== true || !isOurs(symbol) || !Array.isArray(levels)) return undefined;
        return tiersOf(
          'kraken',
          symbol.toUpperCase(),
          levels.map(level => tierOf(objectOf(level, 'kraken marginLevels'))),
        );
      }),
  },
};

/** Contracts of one USD, or units of the quote currency. */
function tierOf(level: RawObject): TierStep {
  const initial = numberOf(level.initialMargin, 'kraken initialMargin');
  return {
    minNotionalUsd: numberOf(level.contracts ?? level.numNonContractUnits, 'kraken contracts'),
    maintenanceMarginRate: numberOf(level.maintenanceMargin, 'kraken maintenanceMargin'),
    maxLeverage: 1 / initial,
  };
}

function answered(text: string): RawObject {
  const answer = objectOf(answerOf('kraken', text), 'kraken answer');
  if (answer.result !== 'error') return answer;
  throw new Error(`kraken result: expected success, got ${shown(answer.error ?? answer.errors)}`);
}
