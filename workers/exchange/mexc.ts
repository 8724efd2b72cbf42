import type { Instrument } from '../../schema/market.ts';
import type { Adapter } from './adapter.ts';
import { type Contract, contractOf } from './contract.ts';
import { listOf, objectOf, type Raw, type RawObject, shown, textOf } from './json.ts';
import type { MarketData } from './market-data.ts';
import { barsOfColumns, rowsOf } from './market-rows.ts';
import { numberOf, timeOf } from './number.ts';
import { get, seconds } from './request.ts';
import { answerOf, candleOf, coinsOf, instrumentOf, type TierStep, tiersOf, usdOf } from './series.ts';
import { stepName, stepNames, stepsOf } from './steps.ts';

/** MEXC publishes no liquidations: market data only. https://mexcdevelop.github.io/apidocs/contract_v1_en/ */
const REST = 'https://contract.mexc.com/api/v1/contract';

const INTERVALS = stepNames('1m=Min1 5m=Min5 15m=Min15 30m=Min30 1h=Min60 4h=Hour4 1d=Day1');

const market: MarketData = {
  instruments: [
    {
      request: () => get(`${REST}/detail`),
      read: text =>
        rowsOf.instruments('mexc', detailsOf(text), raw => {
          const row = objectOf(raw, 'mexc data');
          if (row.state !== '0') return undefined;
          return instrumentOf('mexc', contractOfRow(row), numberOf(row.contractSize, 'mexc contractSize'));
        }),
    },
  ],
  candles: {
    steps: stepsOf(INTERVALS),
    pageSize: 2_000,
    request: ({ instrument, step, from, to }) =>
      get(`${REST}/kline/${instrument.instrument}`, {
        interval: stepName('mexc', INTERVALS, step),
        start: seconds(from),
        end: seconds(to - step),
      }),
    read: (text, ask) => {
      const data = objectOf(dataOf(text), 'mexc data');
      const { scale } = contractOf(ask.instrument.instrument, baseOf(ask.instrument), 'USDT', 'linear');
      const bars = barsOfColumns(data, ['time', 'open', 'high', 'low', 'close', 'vol'], 'mexc');
      return rowsOf.candles(ask, bars, raw => {
        const { time, open, high, low, close, vol } = objectOf(raw, 'mexc bar');
        const price = numberOf(close, 'mexc close') / scale;
        const volume = coinsOf(ask.instrument, numberOf(vol, 'mexc vol'), price) ?? 0;
        return candleOf('mexc', { time, open, high, low, close }, { step: ask.step, scale, volume });
      });
    },
  },
  openInterest: {
    scope: 'market',
    request: () => get(`${REST}/ticker`),
    read: (text, { instruments }) => {
      const known = new Map(instruments.map(instrument => [instrument.instrument, instrument]));
      return rowsOf.standing('mexc', listOf(dataOf(text), 'mexc data'), raw => {
        const row = objectOf(raw, 'mexc data');
        const instrument = known.get(textOf(row.symbol, 'mexc symbol'));
        if (!instrument) return undefined;
        const contracts = numberOf(row.holdVol, 'mexc holdVol');
        const openInterest = coinsOf(instrument, contracts, () => numberOf(row.fairPrice, 'mexc fairPrice'));
        if (openInterest === undefined) return undefined;
        return {
          instrument: instrument.instrument,
          time: timeOf(row.timestamp, 'mexc timestamp'),
          openInterest,
        };
      });
    },
  },
  marginTiers: {
    scope: 'market',
    needsPrice: true,
    request: () => get(`${REST}/detail`),
    read: (text, { instruments, priceOf }) => {
      const known = new Map(instruments.map(instrument => [instrument.instrument, instrument]));
      return rowsOf.tiers('mexc', detailsOf(text), raw => {
        const row = objectOf(raw, 'mexc data');
        const instrument = known.get(textOf(row.symbol, 'mexc symbol'));
        const worth = instrument && usdOf(instrument, 1, priceOf?.(instrument));
        return instrument && worth !== undefined
          ? tiersOf('mexc', instrument.instrument, stepsOfRow(row, worth))
          : undefined;
      });
    },
  },
};

export const mexc: Adapter = {
  exchange: 'mexc',
  // 403 was seen from Hong Kong.
  access: { cloudflare: 'unknown', locationHints: ['weur', 'apac'] },
  limit: { budget: 20, per: 2_000 },
  market,
};

/** Some ten are usual. */
const MOST_LEVELS = 1_000;

/**
 * The first tier reaches to `riskBaseVol` contracts, each further one `riskIncrVol` more, its rates growing
 * evenly.
 */
function stepsOfRow(row: RawObject, worth: number): TierStep[] {
  const read = (name: string) => numberOf(row[name], `mexc ${name}`);
  const levels = read('riskLevelLimit');
  if (!(Number.isInteger(levels) && levels >= 1 && levels <= MOST_LEVELS))
    throw new RangeError(`mexc riskLevelLimit: expected 1 to ${MOST_LEVELS} levels, got ${levels}`);
  return Array.from({ length: levels }, (_, level) => ({
    minNotionalUsd: level === 0 ? 0 : (read('riskBaseVol') + (level - 1) * read('riskIncrVol')) * worth,
    maintenanceMarginRate: read('maintenanceMarginRate') + level * read('riskIncrMmr'),
    maxLeverage: 1 / (read('initialMarginRate') + level * read('riskIncrImr')),
  }));
}

function contractOfRow(row: RawObject): Contract {
  const [base, quote] = [textOf(row.baseCoin, 'mexc baseCoin'), textOf(row.quoteCoin, 'mexc quoteCoin')];
  const kind = row.settleCoin === row.baseCoin ? 'inverse' : 'linear';
  return contractOf(textOf(row.symbol, 'mexc symbol'), base, quote, kind);
}

const baseOf = ({ instrument }: Instrument): string => instrument.split('_')[0] as string;

function detailsOf(text: string): Raw[] {
  const data = dataOf(text);
  return Array.isArray(data) ? data : [objectOf(data, 'mexc data')];
}

function dataOf(text: string): Raw | undefined {
  const answer = objectOf(answerOf('mexc', text), 'mexc answer');
  if (answer.success === true) return answer.data;
  throw new Error(`mexc success: expected true, got ${shown(answer.code)} ${shown(answer.message)}`);
}
