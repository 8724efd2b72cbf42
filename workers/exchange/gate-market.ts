import { type Contract, namedContract } from './contract.ts';
import { isObject, listOf, objectOf, type Raw, type RawObject, shown, textOf } from './json.ts';
import type { MarketData, Rows, Series, SeriesAsk } from './market-data.ts';
import { rowsOf } from './market-rows.ts';
import { numberOf, optionalNumberOf, timeOf } from './number.ts';
import { get, seconds } from './request.ts';
import { answerOf, candleOf, coinsOf, fromCaps, instrumentOf } from './series.ts';
import { stepName, stepNames, stepsOf } from './steps.ts';

/** Contracts settled in USDT. */
export const GATE_REST = 'https://api.gateio.ws/api/v4/futures/usdt';

const INTERVALS = stepNames('1m 5m 15m 30m 1h 4h 1d');
const STATISTICS = stepNames('5m 15m 1h 1d');
const STATISTICS_PAGE = 100;

/**
 * `BTC_USDT`, `BTC_USDT_20251226`, and names that are no ASCII: contracts of `quanto_multiplier` coins.
 * `BTC_USD` is inverse, one USD a contract. Other contracts in USD are quanto: no fixed amount of coins.
 */
export function gateContract(instrument: string): Contract {
  const failure = `gate contract: expected BASE_QUOTE, got ${instrument}`;
  if (!instrument.includes('_')) throw new Error(failure);
  const contract = namedContract('gate', instrument, failure);
  if (contract.kind === 'linear') return contract;
  if (contract.symbol === 'BTC') return { ...contract, unit: 1 };
  throw new Error(`gate ${instrument}: expected a linear or inverse contract, got a quanto`);
}

export const gateMarket: MarketData = {
  instruments: [
    {
      request: () => get(`${GATE_REST}/contracts`),
      read: text =>
        rowsOf.instruments('gate', listed(text), raw => {
          const row = objectOf(raw, 'gate answer');
          if (row.in_delisting === true) return undefined;
          const contract = gateContract(textOf(row.name, 'gate name'));
          return instrumentOf('gate', contract, numberOf(row.quanto_multiplier, 'gate quanto_multiplier'));
        }),
    },
  ],
  candles: {
    steps: stepsOf(INTERVALS),
    pageSize: 1_999,
    request: ({ instrument, step, from, to }) =>
      // A limit beside from and to is refused.
      get(`${GATE_REST}/candlesticks`, {
        contract: instrument.instrument,
        interval: stepName('gate', INTERVALS, step),
        from: seconds(from),
        to: seconds(to - step),
      }),
    read: (text, ask) => {
      const { scale } = gateContract(ask.instrument.instrument);
      return rowsOf.candles(ask, listed(text), raw => {
        const { t: time, o: open, h: high, l: low, c: close, v } = objectOf(raw, 'gate answer');
        const contracts = numberOf(v, 'gate v');
        const volume = coinsOf(ask.instrument, contracts, numberOf(close, 'gate c') / scale) ?? 0;
        return candleOf('gate', { time, open, high, low, close }, { step: ask.step, scale, volume });
      });
    },
  },
  openInterest: {
    scope: 'market',
    request: () => get(`${GATE_REST}/contracts`),
    read: (text, { instruments, now }) => {
      const known = new Map(instruments.map(instrument => [instrument.instrument, instrument]));
      return rowsOf.standing('gate', listed(text), raw => {
        const row = objectOf(raw, 'gate answer');
        const instrument = known.get(textOf(row.name, 'gate name'));
        if (!instrument) return undefined;
        const contracts = numberOf(row.position_size, 'gate position_size');
        const coins = coinsOf(instrument, contracts, () => numberOf(row.mark_price, 'gate mark_price'));
        if (coins === undefined) return undefined;
        return { instrument: instrument.instrument, time: now, openInterest: coins };
      });
    },
  },
  openInterestHistory: statistics(rowsOf.openInterest, (row, { instrument, priceAt }) => {
    const time = timeOf(row.time, 'gate time');
    const price = () => optionalNumberOf(row.mark_price, 'gate mark_price') ?? priceAt?.(time);
    const openInterest = coinsOf(instrument, numberOf(row.open_interest, 'gate open_interest'), price);
    return openInterest === undefined ? undefined : { time, openInterest };
  }),
  accountRatios: statistics(rowsOf.ratios, row => {
    const ratio = numberOf(row.lsr_account, 'gate lsr_account');
    // Nobody is short: no ratio.
    return ratio === 0 ? undefined : { time: timeOf(row.time, 'gate time'), ratio };
  }),
  marginTiers: {
    scope: 'instrument',
    request: ({ instrument }) => get(`${GATE_REST}/risk_limit_tiers`, { contract: instrument?.instrument }),
    read: (text, { instrument }) => {
      if (!instrument) throw new Error('gate risk_limit_tiers: expected an instrument, got nothing');
      return rowsOf.tiersOf(instrument, listed(text), tierOf, fromCaps);
    },
  },
};

function tierOf(raw: Raw) {
  const row = objectOf(raw, 'gate answer');
  return {
    maxNotionalUsd: numberOf(row.risk_limit, 'gate risk_limit'),
    maintenanceMarginRate: numberOf(row.maintenance_rate, 'gate maintenance_rate'),
    maxLeverage: numberOf(row.leverage_max, 'gate leverage_max'),
  };
}

/** One endpoint tells open interest, ratios and liquidated totals. */
function statistics<Row extends { time: number }>(
  readRows: (ask: SeriesAsk, raws: readonly Raw[], read: (raw: Raw) => Row | undefined) => Rows<Row>,
  read: (row: RawObject, ask: SeriesAsk) => Row | undefined,
): Series<Row> {
  return {
    steps: stepsOf(STATISTICS),
    pageSize: STATISTICS_PAGE,
    request: ({ instrument, step, from, to }) =>
      get(`${GATE_REST}/contract_stats`, {
        contract: instrument.instrument,
        from: seconds(from),
        interval: stepName('gate', STATISTICS, step),
        limit: Math.min(STATISTICS_PAGE, Math.ceil((to - from) / step)),
      }),
    read: (text, ask) => readRows(ask, listed(text), raw => read(objectOf(raw, 'gate answer'), ask)),
  };
}

function listed(text: string): Raw[] {
  const answer: Raw = answerOf('gate', text);
  if (isObject(answer) && 'label' in answer) {
    throw new Error(`gate: expected a list, got ${shown(answer.label)} ${shown(answer.message)}`);
  }
  return listOf(answer, 'gate answer');
}
