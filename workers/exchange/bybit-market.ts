import type { Instrument } from '../../schema/market.ts';
import { type Contract, namedContract } from './contract.ts';
import { isObject, listOf, objectOf, type Raw, type RawObject, shown, textOf } from './json.ts';
import type { MarketData, Rows, Series, SeriesAsk } from './market-data.ts';
import { rowsOf } from './market-rows.ts';
import { numberOf, optionalNumberOf, timeOf, timeOrUndefined } from './number.ts';
import { get } from './request.ts';
import { answerOf, candleOf, coinsOf, fromCaps, instrumentOf } from './series.ts';
import { stepName, stepNames, stepsOf } from './steps.ts';

const REST = 'https://api.bybit.com/v5/market';
const KINDS = ['linear', 'inverse'] as const;

const KLINE_STEPS = stepNames('1m=1 5m=5 15m=15 30m=30 1h=60 2h=120 4h=240 6h=360 12h=720 1d=D');
const PERIODS = stepNames('5m=5min 15m=15min 30m=30min 1h 4h 1d');

/**
 * `BTCUSDT`, `BTCUSDT-26DEC25`, `BTCPERP` and `BTC-26DEC25` (USDC) count base units; `BTCUSD` and `BTCUSDH26`
 * are inverse and count USD.
 */
export const bybitContract = (instrument: string): Contract =>
  namedContract('bybit', instrument, `bybit ${instrument}: expected a symbol that ends in its quote`);

export const bybitMarket: MarketData = {
  instruments: KINDS.map(kind => ({
    request: ({ cursor }) => get(`${REST}/instruments-info`, { category: kind, limit: 1_000, cursor }),
    read: text => {
      const { list, cursor } = resultOf(text);
      const rows = rowsOf.instruments('bybit', list, raw => {
        const row = objectOf(raw, 'bybit list');
        if (row.status !== 'Trading') return undefined;
        return instrumentOf('bybit', bybitContract(textOf(row.symbol, 'bybit symbol')), 1);
      });
      return { ...rows, ...cursor };
    },
  })),
  candles: {
    steps: stepsOf(KLINE_STEPS),
    pageSize: 1_000,
    request: ({ instrument, step, from, to }) =>
      get(`${REST}/kline`, {
        category: instrument.kind,
        symbol: instrument.instrument,
        interval: stepName('bybit', KLINE_STEPS, step),
        start: from,
        end: to - 1,
        limit: 1_000,
      }),
    read: (text, ask) => {
      const { scale } = bybitContract(ask.instrument.instrument);
      return rowsOf.candles(ask, resultOf(text).list, row => {
        const [time, open, high, low, close, volume, turnover] = listOf(row, 'bybit list');
        // Inverse volume is USD, its turnover coins.
        const reported = ask.instrument.kind === 'inverse' ? turnover : volume;
        const coins = numberOf(reported, 'bybit volume') * scale;
        const bar = { step: ask.step, scale, volume: coins };
        return candleOf('bybit', { time, open, high, low, close }, bar);
      });
    },
  },
  openInterest: {
    scope: 'market',
    parts: KINDS,
    request: ({ part }) => get(`${REST}/tickers`, { category: part }),
    read: (text, { instruments, now }) => {
      const known = new Map(instruments.map(instrument => [instrument.instrument, instrument]));
      const { list, time } = resultOf(text);
      return rowsOf.standing('bybit', list, raw => {
        const row = objectOf(raw, 'bybit list');
        const instrument = known.get(textOf(row.symbol, 'bybit symbol'));
        if (!instrument) return undefined;
        const openInterest = oneSide(row, time ?? now, instrument, () =>
          numberOf(row.markPrice, 'bybit markPrice'),
        );
        if (openInterest === undefined) return undefined;
        return { instrument: instrument.instrument, time: time ?? now, openInterest };
      });
    },
  },
  openInterestHistory: paged('open-interest', 'intervalTime', 200, rowsOf.openInterest, (row, ask) => {
    const time = timeOf(row.timestamp, 'bybit timestamp');
    const openInterest = oneSide(row, time, ask.instrument, ask.priceAt?.(time));
    return openInterest === undefined ? undefined : { time, openInterest };
  }),
  accountRatios: paged('account-ratio', 'period', 500, rowsOf.ratios, row => {
    const long = numberOf(row.buyRatio, 'bybit buyRatio');
    const short = numberOf(row.sellRatio, 'bybit sellRatio');
    // Nobody is short: no ratio.
    if (short === 0) return undefined;
    return { time: timeOf(row.timestamp, 'bybit timestamp'), ratio: long / short };
  }),
  marginTiers: {
    scope: 'market',
    request: ({ cursor }) => get(`${REST}/risk-limit`, { category: 'linear', cursor }),
    read: text => {
      const { list, cursor } = resultOf(text);
      const read = [...bySymbol(list)].map(([instrument, tiers]) =>
        rowsOf.tiersOf({ exchange: 'bybit', instrument }, tiers, tierOf, fromCaps),
      );
      return {
        rows: read.flatMap(({ rows }) => rows),
        rejects: read.flatMap(({ rejects }) => rejects),
        ...cursor,
      };
    },
  },
};

/** A row that does not name its contract may be of the one before or the one after: it is a wrong tier of both. */
function bySymbol(list: readonly Raw[]): Map<string, Raw[]> {
  const names = list.map(raw => (isObject(raw) && typeof raw.symbol === 'string' ? raw.symbol : ''));
  const groups = new Map<string, Raw[]>();
  for (const [i, raw] of list.entries()) {
    const own = names[i] as string;
    for (const name of own === '' ? new Set([names[i - 1] ?? '', names[i + 1] ?? '']) : [own])
      groups.set(name, [...(groups.get(name) ?? []), raw]);
  }
  return groups;
}

function tierOf(raw: Raw) {
  const row = objectOf(raw, 'bybit list');
  textOf(row.symbol, 'bybit symbol');
  return {
    maxNotionalUsd: numberOf(row.riskLimitValue, 'bybit riskLimitValue'),
    maintenanceMarginRate: numberOf(row.maintenanceMargin, 'bybit maintenanceMargin'),
    maxLeverage: numberOf(row.maxLeverage, 'bybit maxLeverage'),
  };
}

/**
 * From this day `openInterest` is the sum of both sides. https://bybit-exchange.github.io/docs/changelog/v5
 */
const BOTH_SIDES_SINCE = Date.UTC(2026, 5, 11);

function oneSide(
  row: RawObject,
  time: number,
  instrument: Instrument,
  price: number | undefined | (() => number),
): number | undefined {
  const single = optionalNumberOf(row.singleOpenInterest, 'bybit singleOpenInterest');
  const reported = numberOf(row.openInterest, 'bybit openInterest');
  return coinsOf(instrument, single ?? (time >= BOTH_SIDES_SINCE ? reported / 2 : reported), price);
}

/** History by cursor, newest first. */
function paged<Row extends { time: number }>(
  path: string,
  periodKey: string,
  pageSize: number,
  readRows: (ask: SeriesAsk, raws: readonly Raw[], read: (raw: Raw) => Row | undefined) => Rows<Row>,
  read: (row: RawObject, ask: SeriesAsk) => Row | undefined,
): Series<Row> {
  return {
    steps: stepsOf(PERIODS),
    pageSize,
    request: ({ instrument, step, from, to, cursor }) =>
      get(`${REST}/${path}`, {
        category: instrument.kind,
        symbol: instrument.instrument,
        [periodKey]: stepName('bybit', PERIODS, step),
        startTime: from,
        endTime: to - 1,
        limit: pageSize,
        cursor,
      }),
    read: (text, ask) => {
      const { list, cursor } = resultOf(text);
      const rows = readRows(ask, list, row => read(objectOf(row, `bybit ${path}`), ask));
      // The venue hands out a cursor past the last page too.
      return { ...rows, ...(list.length === pageSize ? cursor : {}) };
    },
  };
}

function resultOf(text: string): { list: Raw[]; cursor: { cursor?: string }; time?: number } {
  const answer = objectOf(answerOf('bybit', text), 'bybit answer');
  if (answer.retCode !== '0')
    throw new Error(`bybit retCode: expected 0, got ${shown(answer.retCode)} ${shown(answer.retMsg)}`);
  const result = objectOf(answer.result, 'bybit result');
  const cursor = result.nextPageCursor;
  const time = timeOrUndefined(answer.time);
  return {
    list: listOf(result.list, 'bybit result.list'),
    // It comes percent-encoded, and is encoded again with the request.
    cursor: typeof cursor === 'string' && cursor !== '' ? { cursor: decodeURIComponent(cursor) } : {},
    ...(time === undefined ? {} : { time }),
  };
}
