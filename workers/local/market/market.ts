import type {
  AccountRatio,
  Candle,
  Instrument,
  Liquidation,
  OpenInterest,
  Side,
} from '../../../schema/market.ts';
import { MINUTE } from '../../../schema/range.ts';
import { createRandom } from './random.ts';
import { leverageOf } from './traders.ts';
import { openTrading, tradeMinute } from './trading.ts';

export type MarketOptions = {
  /** Everything follows from it. Markets that differ in nothing else are independent of each other. */
  seed: number;
  symbol: string;
  /** Open of the first candle, milliseconds UTC. */
  start: number;
  /** Open of the first candle and the price the market returns to over months, USD. */
  price?: number;
  /** Length of a candle, whole minutes in milliseconds. */
  step?: number;
  /** Open interest the market returns to, USD, one side. */
  openInterestUsd?: number;
  /** Mean size of a position at 10×, USD. Smaller ones are more of them, and slower. */
  positionUsd?: number;
  /** Deviation of a year's log return, before crashes and cascades. */
  yearlyVolatility?: number;
  /** Fits leverages up to 125 only below 1/125. */
  maintenanceMarginRate?: number;
  /** Prices are whole multiples of 10^−priceDecimals, quantities of 10^−quantityDecimals. */
  priceDecimals?: number;
  quantityDecimals?: number;
  /** The chance of a liquidation to be published, as on venues that sample. The market itself is the same. */
  reportingShare?: number;
};

/** What a market publishes of one candle. */
export type MarketStep = {
  candle: Candle;
  /** At the close. */
  openInterest: OpenInterest;
  /** At the close. */
  accountRatio: AccountRatio;
  /** In the order they happened; the price is the bankruptcy price, the id that of the position. */
  liquidations: Liquidation[];
};

/** A position as it really stands: what no venue publishes. */
export type StandingPosition = {
  id: string;
  side: Side;
  leverage: number;
  entryPrice: number;
  /** Touching it liquidates the whole position. */
  liquidationPrice: number;
  /** Base units. */
  quantity: number;
  /** Worth at the liquidation price. */
  notionalUsd: number;
};

export type Market = {
  instrument: Instrument;
  maintenanceMarginRate: number;
  /** Trades on to the end of the next candle. */
  next(): MarketStep;
  /** All positions at the end of the last candle, in no order. */
  positions(): StandingPosition[];
};

/** The markets of a machine that reaches no exchange. */
export const MARKETS = [
  { symbol: 'BTC', seed: 1, price: 80_000, openInterestUsd: 2e9, positionUsd: 300_000 },
  {
    symbol: 'ETH',
    seed: 2,
    price: 3000,
    openInterestUsd: 1.3e9,
    positionUsd: 180_000,
    yearlyVolatility: 0.55,
    maintenanceMarginRate: 0.005,
    priceDecimals: 2,
  },
  {
    symbol: 'SOL',
    seed: 3,
    price: 160,
    openInterestUsd: 5e8,
    positionUsd: 120_000,
    yearlyVolatility: 0.65,
    maintenanceMarginRate: 0.005,
    priceDecimals: 2,
    quantityDecimals: 1,
  },
] as const satisfies Omit<MarketOptions, 'start'>[];

/**
 * A market of traders with known leverage, who open, add to, close and lose positions on a price that
 * their liquidations push further. It knows no clock and no chance but its seed: the same options give
 * the same market, and the way to any moment is from the start. Throws a RangeError on impossible options.
 */
export function createMarket(options: MarketOptions): Market {
  const {
    seed,
    symbol,
    start,
    price = 80_000,
    step = 5 * MINUTE,
    openInterestUsd = 2e9,
    positionUsd = 300_000,
    yearlyVolatility = 0.42,
    maintenanceMarginRate = 0.004,
    priceDecimals = 1,
    quantityDecimals = 3,
    reportingShare = 1,
  } = options;
  expect('seed', seed, 'an integer', Number.isSafeInteger(seed));
  expect('start', start, 'milliseconds', Number.isSafeInteger(start));
  expect('price', price, 'a positive number', price > 0 && price < Number.POSITIVE_INFINITY);
  expect('step', step, 'whole minutes in milliseconds', step > 0 && step % MINUTE === 0);
  expect('reportingShare', reportingShare, 'a share from 0 to 1', reportingShare >= 0 && reportingShare <= 1);
  const marginFits = maintenanceMarginRate > 0 && maintenanceMarginRate < 1 / 125;
  expect('maintenanceMarginRate', maintenanceMarginRate, 'more than 0 and less than 1/125', marginFits);

  const lotsPerUnit = 10 ** quantityDecimals;
  const typicalLots = (positionUsd / price) * lotsPerUnit;
  const contract = { ticksPerUsd: 10 ** priceDecimals, lotsPerUnit, maintenanceMarginRate, typicalLots };
  const trading = openTrading(seed, contract, { time: start, price, openInterestUsd, yearlyVolatility });
  const reporting = createRandom(seed, 3);
  const instrument = `${symbol}USDT`;
  const idOf = (number: number) => `${instrument}-${seed}-${number}`;

  return {
    instrument: { exchange: 'simulated', instrument, symbol, quote: 'USDT', kind: 'linear', contractSize: 1 },
    maintenanceMarginRate,
    next() {
      const { time, price: open } = trading;
      Object.assign(trading, { high: open, low: open, lots: 0, bought: 0, liquidated: [] });
      while (trading.time < time + step) tradeMinute(trading);
      const { high, low, price: close, crowd } = trading;
      const volume = trading.lots / lotsPerUnit;
      const buyVolume = trading.bought / lotsPerUnit;
      const { long, short } = crowd;
      return {
        candle: { time, step, open, high, low, close, volume, buyVolume },
        openInterest: { time: time + step, openInterest: long.lots / lotsPerUnit },
        accountRatio: { time: time + step, ratio: Math.round((long.count / short.count) * 1e4) / 1e4 },
        liquidations: trading.liquidated
          .filter(() => reporting.uniform() < reportingShare)
          .map(({ side, id, lots, bankruptcyPrice, time }) => ({
            exchange: 'simulated',
            instrument,
            symbol,
            side,
            price: bankruptcyPrice,
            priceKind: 'bankruptcy',
            quantity: lots / lotsPerUnit,
            notionalUsd: (lots / lotsPerUnit) * bankruptcyPrice,
            time,
            id: idOf(id),
          })),
      };
    },
    positions() {
      return [trading.crowd.long, trading.crowd.short].flatMap(({ side, live }) =>
        live.flat().map(({ id, group, entryPrice, liquidationPrice, lots }) => ({
          id: idOf(id),
          side,
          leverage: leverageOf(group),
          entryPrice,
          liquidationPrice,
          quantity: lots / lotsPerUnit,
          notionalUsd: (lots / lotsPerUnit) * liquidationPrice,
        })),
      );
    },
  };
}

function expect(name: string, got: number, expected: string, holds: boolean): void {
  if (!holds) throw new RangeError(`market ${name}: expected ${expected}, got ${got}`);
}
