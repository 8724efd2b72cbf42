import * as v from 'valibot';
import { BOUNDS, MOST_MARGIN_OF_INITIAL, MOST_SWING } from './bounds.ts';
import { type Fault, faultOf } from './fault.ts';
import {
  accountRatioFields,
  type Candle,
  candleFields,
  instrumentFields,
  liquidationBarFields,
  liquidationFields,
  type MarginTier,
  marginTierFields,
  openInterestFields,
} from './market.ts';
import { DAY } from './range.ts';

/** How far ahead of ours another clock may be, milliseconds: what is of a later time was read wrong, or made up. */
export const CLOCK_ERROR = DAY;

/**
 * Says of rows which of some fields is the first that is not what it is described as; what else a row holds is not asked.
 */
function ofFields<const Fields extends v.ObjectEntries>(fields: Fields) {
  const shape = v.object(fields);
  return (row: v.InferInput<typeof shape>): Fault | undefined => faultOf(shape, row);
}

const { time, step, open, high, low, close, volume, buyVolume } = candleFields;
const maybe = <T>(field: v.GenericSchema<T>) => v.optional(field);

/** Of a price, USD per base unit. */
export const priceFault = (value: number): Fault | undefined => ofPrice({ price: value });
const ofPrice = ofFields({ price: close });

/** Of a time, milliseconds UTC. */
export const timeFault = (value: number): Fault | undefined => ofTime({ time: value });
const ofTime = ofFields({ time });

/** Prices and volumes of a bar; volumes may be absent before they are known. */
export type TradedBar = Pick<Candle, 'open' | 'high' | 'low' | 'close' | 'buyVolume'> & {
  volume?: number | undefined;
};

/** A candle of the store, or undefined where nothing is wrong with it. */
export const candleFault = (candle: TradedBar & Pick<Candle, 'time' | 'step'>): Fault | undefined =>
  ofOpening(candle) ?? barFault(candle);
const ofOpening = ofFields({ time, step });

/** What a candle says of trading, whenever that was. */
export function barFault(bar: TradedBar): Fault | undefined {
  const { open, high, low, close, volume, buyVolume } = bar;
  return (
    ofPrices(bar) ??
    order('high', high, 'at least', low, 'low') ??
    order('high', high, 'at least', open, 'open') ??
    order('high', high, 'at least', close, 'close') ??
    order('low', low, 'at most', open, 'open') ??
    order('low', low, 'at most', close, 'close') ??
    (high > low * MOST_SWING
      ? { field: 'high', expected: `at most ${MOST_SWING} times the low (${low})`, got: String(high) }
      : undefined) ??
    ofVolumes(bar) ??
    worth('volume', volume, close) ??
    (buyVolume !== undefined && volume !== undefined && buyVolume > volume * ROUNDING
      ? { field: 'buyVolume', expected: `at most ${volume} (the volume)`, got: String(buyVolume) }
      : undefined)
  );
}
const ofPrices = ofFields({ open, high, low, close });
const ofVolumes = ofFields({ volume: maybe(volume), buyVolume: maybe(buyVolume.wrapped) });

function order(
  field: string,
  value: number,
  relation: 'at least' | 'at most',
  other: number,
  name: string,
): Fault | undefined {
  const holds = relation === 'at least' ? value >= other : value <= other;
  return holds ? undefined : { field, expected: `${relation} ${other} (the ${name})`, got: String(value) };
}

/** Volumes are told in coins and in USD, and divided: the part may exceed the whole by what rounding does. */
const ROUNDING = 1 + 1e-6;

/** A quantity that is worth more than anything at its price was read in a wrong unit. */
function worth(field: string, value: number | undefined, at: number): Fault | undefined {
  if (value === undefined || value * at <= BOUNDS.usd.most) return undefined;
  return { field, expected: `at most ${BOUNDS.usd.most} USD at a price of ${at}`, got: String(value) };
}

/** What was recorded beside a candle, at its close: base units open, USD liquidated. Undefined is not recorded. */
export type BesideCandle = {
  openInterest?: number | undefined;
  longUsd?: number | undefined;
  shortUsd?: number | undefined;
};

/** The fault of each of these that cannot be beside a candle of this close. */
export const besideFaults = (
  close: number,
  { openInterest, longUsd, shortUsd }: BesideCandle,
): { [Field in keyof BesideCandle]: Fault | undefined } => ({
  openInterest: ofOpenInterest({ openInterest }) ?? worth('openInterest', openInterest, close),
  longUsd: ofSides({ longUsd }) ?? coins('longUsd', longUsd, close),
  shortUsd: ofSides({ shortUsd }) ?? coins('shortUsd', shortUsd, close),
});

/** USD that would be more coins than there can be. */
function coins(field: string, value: number | undefined, at: number): Fault | undefined {
  if (value === undefined || value / at <= BOUNDS.quantity.most) return undefined;
  return { field, expected: `at most ${BOUNDS.quantity.most} coins at a price of ${at}`, got: String(value) };
}

const { longUsd, shortUsd, count, ...opening } = liquidationBarFields;
const sides = { longUsd: maybe(longUsd.wrapped), shortUsd: maybe(shortUsd.wrapped) };
const ofSides = ofFields(sides);
const ofOpenInterest = ofFields({ openInterest: maybe(openInterestFields.openInterest) });

export const liquidationBarFault = ofFields({ ...opening, ...sides, count: maybe(count.wrapped) });
export const openInterestFault = ofFields(openInterestFields);
export const instrumentFault = ofFields({ contractSize: instrumentFields.contractSize });

export const accountRatioFault = ofFields(accountRatioFields);

/** One step of margin rules by itself; that steps ascend is for whoever has them all. */
export function marginTierFault(tier: Omit<MarginTier, 'exchange' | 'instrument'>): Fault | undefined {
  const { maintenanceMarginRate: rate, maxLeverage } = tier;
  const most = MOST_MARGIN_OF_INITIAL / maxLeverage;
  return (
    ofTier(tier) ??
    // A rate in percent taken for a fraction would liquidate every position at once.
    (rate > most
      ? { field: 'maintenanceMarginRate', expected: `at most ${most} at ${maxLeverage}×`, got: String(rate) }
      : undefined)
  );
}
const { exchange: _exchange, instrument: _instrument, ...tierRules } = marginTierFields;
const ofTier = ofFields(tierRules);

const { exchange, instrument, symbol, side, priceKind, id, time: eventTime, ...figures } = liquidationFields;

/** What a liquidation says beside its names, before it is known of what contract it is. */
export const liquidationFault = ofFields({ time: eventTime, ...figures });
