import type { Exchange } from '../../schema/exchange.ts';
import type { Instrument } from '../../schema/market.ts';
import { DAY } from '../../schema/range.ts';
import type { Contract } from './contract.ts';
import { listOf, objectOf, type Raw, type RawObject, textOf } from './json.ts';
import type {
  ListAsk,
  MarginTiers,
  MarketData,
  OpenInterestNow,
  Question,
  Rows,
  Series,
  SeriesAsk,
} from './market-data.ts';
import { rowsOf } from './market-rows.ts';
import { numberOf, timeOf } from './number.ts';
import { get } from './request.ts';
import { answerOf, candleOf, coinsOf, fromCaps, instrumentOf, tiersOf } from './series.ts';
import { stepName, stepNames, stepsOf } from './steps.ts';

/** The market data of Binance and of venues that speak its dialect. */
export type BinanceDialect = {
  exchange: Exchange;
  /** Roots of the REST API: `https://fapi.binance.com/fapi/v1`. */
  linear: string;
  inverse?: string;
  /** Root of `/futures/data`, 30 days of open interest and ratios; absent where the venue has none. */
  statistics?: { linear: string; inverse: string };
  /** The page's own list of brackets; the documented one wants a key. */
  brackets: string;
  contract: (instrument: string, pair: string | undefined) => Contract;
};

const STEPS = stepNames('1m 5m 15m 30m 1h 2h 4h 6h 12h 1d');
/** `/futures/data` begins at five minutes. */
const STATISTICS_STEPS = stepNames('5m 15m 30m 1h 2h 4h 6h 12h 1d');
const KLINES = 1_500;
const STATISTICS = 500;

export function binanceMarket(dialect: BinanceDialect): MarketData {
  const { exchange, linear, inverse, statistics } = dialect;
  const rootOf = (instrument: Instrument) => (instrument.kind === 'inverse' ? (inverse ?? linear) : linear);

  const candles: Series<ReturnType<typeof candleOf>> = {
    steps: stepsOf(STEPS),
    pageSize: KLINES,
    request: ({ instrument, step, from, to }) => {
      const limit = Math.min(KLINES, Math.max(1, Math.ceil((to - from) / step)));
      const weight = limit < 100 ? 1 : limit < 500 ? 2 : limit <= 1_000 ? 5 : 10;
      const interval = stepName(exchange, STEPS, step);
      const query = { symbol: instrument.instrument, interval, startTime: from, endTime: to - 1, limit };
      return get(`${rootOf(instrument)}/klines`, query, weight);
    },
    read: (text, ask) => {
      const { scale } = dialect.contract(ask.instrument.instrument, undefined);
      // COIN-M counts contracts in the columns where USD-M has coins, and coins where USD-M has dollars.
      const [volume, buyVolume] = ask.instrument.kind === 'inverse' ? [7, 10] : [5, 9];
      return rowsOf.candles(ask, listOf(answerOf(exchange, text), `${exchange} klines`), row => {
        const column = listOf(row, `${exchange} kline`);
        const [time, open, high, low, close] = column;
        const raw = { time, open, high, low, close };
        return candleOf(exchange, raw, {
          step: ask.step,
          scale,
          volume: numberOf(column[volume], `${exchange} volume`) * scale,
          buyVolume: numberOf(column[buyVolume], `${exchange} taker buy volume`) * scale,
        });
      });
    },
  };

  const openInterest: OpenInterestNow = {
    scope: 'instrument',
    request: ({ instrument }) => {
      if (!instrument) throw new Error(`${exchange} openInterest: expected an instrument, got nothing`);
      return get(`${rootOf(instrument)}/openInterest`, { symbol: instrument.instrument });
    },
    read: (text, { instrument, now, priceOf }) => {
      if (!instrument) throw new Error(`${exchange} openInterest: expected an instrument, got nothing`);
      const row = objectOf(answerOf(exchange, text), `${exchange} openInterest`);
      return rowsOf.standing(exchange, [row], () => {
        const contracts = numberOf(row.openInterest, `${exchange} openInterest`);
        const openInterest = coinsOf(instrument, contracts, priceOf?.(instrument));
        if (openInterest === undefined) return undefined;
        const time = row.time === undefined ? now : timeOf(row.time, `${exchange} time`);
        return { instrument: instrument.instrument, time, openInterest };
      });
    },
  };

  const market: MarketData = {
    instruments: [
      instrumentsOf(dialect, linear, 'linear'),
      ...(inverse === undefined ? [] : [instrumentsOf(dialect, inverse, 'inverse')]),
    ],
    candles,
    openInterest,
    marginTiers: bracketsOf(dialect),
  };
  return statistics === undefined ? market : { ...market, ...statisticsOf(dialect, statistics) };
}

function instrumentsOf(
  dialect: BinanceDialect,
  root: string,
  kind: Instrument['kind'],
): Question<ListAsk, Instrument> {
  const { exchange } = dialect;
  return {
    request: () => get(`${root}/exchangeInfo`),
    read: text => {
      const info = objectOf(answerOf(exchange, text), `${exchange} exchangeInfo`);
      return rowsOf.instruments(exchange, listOf(info.symbols, `${exchange} symbols`), raw => {
        const row = objectOf(raw, `${exchange} symbols`);
        const type = row.contractType ?? 'PERPETUAL';
        // Shares and metals (TRADIFI_PERPETUAL) are none of ours; settled contracts have no type.
        if (typeof type !== 'string' || !/^(PERPETUAL|(CURRENT|NEXT)_QUARTER)$/.test(type)) return undefined;
        if ((row.status ?? row.contractStatus) !== 'TRADING') return undefined;
        const contract = dialect.contract(
          textOf(row.symbol, `${exchange} symbol`),
          kind === 'inverse' ? textOf(row.pair, `${exchange} pair`) : undefined,
        );
        const size = kind === 'inverse' ? numberOf(row.contractSize, `${exchange} contractSize`) : 1;
        return instrumentOf(exchange, contract, size);
      });
    },
  };
}

function statisticsOf(dialect: BinanceDialect, roots: { linear: string; inverse: string }) {
  const { exchange } = dialect;
  const series = <Row extends { time: number }>(
    name: string,
    readRows: (ask: SeriesAsk, raws: readonly Raw[], read: (raw: Raw) => Row) => Rows<Row>,
    read: (row: RawObject, ask: SeriesAsk, scale: number) => Row,
    inverse: (ask: SeriesAsk) => Record<string, string>,
  ): Series<Row> => ({
    steps: stepsOf(STATISTICS_STEPS),
    pageSize: STATISTICS,
    lookBack: 30 * DAY,
    request: ask => {
      const { instrument, step, from, to } = ask;
      const period = stepName(exchange, STATISTICS_STEPS, step);
      const window = { period, startTime: from, endTime: to - 1, limit: STATISTICS };
      return instrument.kind === 'inverse'
        ? get(`${roots.inverse}/${name}`, { ...inverse(ask), ...window })
        : get(`${roots.linear}/${name}`, { symbol: instrument.instrument, ...window });
    },
    read: (text, ask) => {
      const { scale } = dialect.contract(ask.instrument.instrument, undefined);
      return readRows(ask, listOf(answerOf(exchange, text), `${exchange} ${name}`), row =>
        read(objectOf(row, `${exchange} ${name}`), ask, scale),
      );
    },
  });
  const pairOf = ({ instrument }: SeriesAsk) => instrument.instrument.replace(/_.*$/, '');
  return {
    openInterestHistory: series(
      'openInterestHist',
      rowsOf.openInterest,
      (row, { instrument }, scale) => {
        // The "value" of a COIN-M contract is its coins.
        const field = instrument.kind === 'inverse' ? 'sumOpenInterestValue' : 'sumOpenInterest';
        const openInterest = numberOf(row[field], `${exchange} ${field}`) * scale;
        return { time: timeOf(row.timestamp, `${exchange} timestamp`), openInterest };
      },
      ask => ({ pair: pairOf(ask), contractType: 'PERPETUAL' }),
    ),
    accountRatios: series(
      'globalLongShortAccountRatio',
      rowsOf.ratios,
      row => ({
        time: timeOf(row.timestamp, `${exchange} timestamp`),
        ratio: numberOf(row.longShortRatio, `${exchange} longShortRatio`),
      }),
      ask => ({ pair: pairOf(ask) }),
    ),
  };
}

/** Undocumented but keyless; COIN-M brackets are in coins and left out. */
function bracketsOf({ exchange, brackets }: BinanceDialect): MarginTiers {
  return {
    scope: 'market',
    request: () => get(brackets),
    read: text => {
      const answer = objectOf(answerOf(exchange, text), `${exchange} brackets`);
      const data = objectOf(answer.data, `${exchange} data`);
      return rowsOf.tiers(exchange, listOf(data.brackets, `${exchange} data.brackets`), raw => {
        const row = objectOf(raw, `${exchange} brackets`);
        const instrument = textOf(row.symbol, `${exchange} symbol`);
        const steps = listOf(row.riskBrackets, `${exchange} riskBrackets`).map(step => {
          const bracket = objectOf(step, `${exchange} riskBrackets`);
          return {
            maxNotionalUsd: numberOf(bracket.bracketNotionalCap, `${exchange} bracketNotionalCap`),
            maintenanceMarginRate: numberOf(
              bracket.bracketMaintenanceMarginRate,
              `${exchange} bracketMaintenanceMarginRate`,
            ),
            maxLeverage: numberOf(bracket.maxOpenPosLeverage, `${exchange} maxOpenPosLeverage`),
          };
        });
        return tiersOf(exchange, instrument, fromCaps(steps));
      });
    },
  };
}
