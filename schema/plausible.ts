import type {
  AccountRatio,
  Candle,
  Instrument,
  Liquidation,
  LiquidationBar,
  MarginTier,
  OpenInterest,
} from './market.ts';
import { DAY, INTERVALS } from './range.ts';

/** What is wrong with a row: the field, what it should have been, and what came. */
export type Fault = { field: string; expected: string; got: string };

/** As every border writes it: `close: expected at most 101 (the high), got 101.5`. */
export const faultText = ({ field, expected, got }: Fault): string =>
  `${field}: expected ${expected}, got ${got}`;

/**
 * What a market can be, in the units of `market.ts`. Far beyond anything seen, so that no real market is refused, and
 * near enough that a number read in a wrong unit, or made up, is: the dearest coins cost some 10^5 USD, the cheapest
 * 10^-10; supplies reach 10^17 coins; the largest day of liquidations was some 2 · 10^10 USD (2025-10-10), all open
 * interest 3 · 10^11; leverage 1001× (Aster).
 */
const LIMITS = {
  /** USD per base unit. */
  price: { least: 1e-15, most: 1e9 },
  /** Base units of one candle, or open. */
  quantity: { most: 1e21 },
  /** What one contract is worth: base units when linear, USD when inverse. */
  contractSize: { least: 1e-12, most: 1e12 },
  /** USD traded or liquidated in one bar, standing, or of one tier. */
  usd: { most: 1e13 },
  /** USD of one liquidation: fifty times the largest known, about 200 million. */
  liquidatedUsd: { most: 1e10 },
  /** Highest over lowest price within one candle: a coin's first day has been some hundreds. */
  swing: 1e4,
  ratio: { most: 1e6 },
  leverage: { least: 1, most: 10_000 },
  /** Milliseconds UTC: a time outside was read in the wrong unit, or from the wrong field. */
  time: { least: Date.UTC(2010, 0), most: Date.UTC(2100, 0) - 1 },
  /** Maintenance rate times leverage is below 1 where a position can be opened at all; in percent it is some 50. */
  marginOfInitial: { most: 10 },
} as const;

/** How far ahead of ours another clock may be, milliseconds: what is of a later time was read wrong, or made up. */
export const CLOCK_ERROR = DAY;

/** USD of the largest liquidation that is believed. */
export const MOST_LIQUIDATED_USD = LIMITS.liquidatedUsd.most;
/** USD of the largest sum that is believed of one bar. */
export const MOST_BAR_USD = LIMITS.usd.most;

type Bounds = { least?: number; above?: number; most: number };

/** NaN, the infinities and what is no number fit no bounds. */
function bounded(field: string, value: number, { least, above, most }: Bounds): Fault | undefined {
  const fits =
    typeof value === 'number' &&
    value <= most &&
    (least === undefined || value >= least) &&
    (above === undefined || value > above);
  if (fits) return undefined;
  const low = least === undefined ? `above ${above}` : `at least ${least}`;
  return { field, expected: `a number of ${low} and at most ${most}`, got: String(value) };
}

const QUANTITY = { least: 0, ...LIMITS.quantity };
const USD = { least: 0, ...LIMITS.usd };

const price = (field: string, value: number) => bounded(field, value, LIMITS.price);
const quantity = (field: string, value: number) => bounded(field, value, QUANTITY);
const usd = (field: string, value: number) => bounded(field, value, USD);

const whole = (field: string, value: number): Fault | undefined =>
  Number.isSafeInteger(value) ? undefined : { field, expected: 'a whole number', got: String(value) };

/** The fault of what may be absent. */
const ifKnown = (
  check: (field: string, value: number) => Fault | undefined,
  field: string,
  value: number | undefined,
): Fault | undefined => (value === undefined ? undefined : check(field, value));

/** Of a price, USD per base unit. */
export const priceFault = (value: number): Fault | undefined => price('price', value);

/** Of a time, milliseconds UTC. */
export const timeFault = (time: number): Fault | undefined =>
  whole('time', time) ?? bounded('time', time, LIMITS.time);

const STEPS: readonly number[] = Object.values(INTERVALS);
const stepFault = (step: number): Fault | undefined =>
  STEPS.includes(step)
    ? undefined
    : {
        field: 'step',
        expected: `the milliseconds of ${Object.keys(INTERVALS).join(', ')}`,
        got: String(step),
      };

/** Prices and volumes of a bar; volumes may be absent before they are known. */
export type TradedBar = Pick<Candle, 'open' | 'high' | 'low' | 'close' | 'buyVolume'> & {
  volume?: number | undefined;
};

/** A candle of the store, or undefined where nothing is wrong with it. */
export const candleFault = (candle: TradedBar & Pick<Candle, 'time' | 'step'>): Fault | undefined =>
  timeFault(candle.time) ?? stepFault(candle.step) ?? barFault(candle);

/** What a candle says of trading, whenever that was. */
export function barFault({ open, high, low, close, volume, buyVolume }: TradedBar): Fault | undefined {
  return (
    price('open', open) ??
    price('high', high) ??
    price('low', low) ??
    price('close', close) ??
    order('high', high, 'at least', low, 'low') ??
    order('high', high, 'at least', open, 'open') ??
    order('high', high, 'at least', close, 'close') ??
    order('low', low, 'at most', open, 'open') ??
    order('low', low, 'at most', close, 'close') ??
    (high > low * LIMITS.swing
      ? { field: 'high', expected: `at most ${LIMITS.swing} times the low (${low})`, got: String(high) }
      : undefined) ??
    ifKnown(quantity, 'volume', volume) ??
    worth('volume', volume, close) ??
    ifKnown(quantity, 'buyVolume', buyVolume) ??
    (buyVolume !== undefined && volume !== undefined && buyVolume > volume * ROUNDING
      ? { field: 'buyVolume', expected: `at most ${volume} (the volume)`, got: String(buyVolume) }
      : undefined)
  );
}

/** Volumes are told in coins and in USD, and divided: the part may exceed the whole by what rounding does. */
const ROUNDING = 1 + 1e-6;

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

/** A quantity that is worth more than anything at its price was read in a wrong unit. */
function worth(field: string, value: number | undefined, at: number): Fault | undefined {
  if (value === undefined || value * at <= LIMITS.usd.most) return undefined;
  return { field, expected: `at most ${LIMITS.usd.most} USD at a price of ${at}`, got: String(value) };
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
  openInterest: ifKnown(quantity, 'openInterest', openInterest) ?? worth('openInterest', openInterest, close),
  longUsd: ifKnown(usd, 'longUsd', longUsd) ?? coins('longUsd', longUsd, close),
  shortUsd: ifKnown(usd, 'shortUsd', shortUsd) ?? coins('shortUsd', shortUsd, close),
});

/** USD that would be more coins than there can be. */
function coins(field: string, value: number | undefined, at: number): Fault | undefined {
  if (value === undefined || value / at <= LIMITS.quantity.most) return undefined;
  return { field, expected: `at most ${LIMITS.quantity.most} coins at a price of ${at}`, got: String(value) };
}

export const openInterestFault = (row: OpenInterest): Fault | undefined =>
  timeFault(row.time) ?? quantity('openInterest', row.openInterest);

export const accountRatioFault = (row: AccountRatio): Fault | undefined =>
  timeFault(row.time) ?? bounded('ratio', row.ratio, { least: 0, ...LIMITS.ratio });

/** One step of margin rules by itself; that steps ascend is for whoever has them all. */
export function marginTierFault(tier: Omit<MarginTier, 'exchange' | 'instrument'>): Fault | undefined {
  const { maintenanceMarginRate: rate, maxLeverage } = tier;
  const most = LIMITS.marginOfInitial.most / maxLeverage;
  return (
    usd('minNotionalUsd', tier.minNotionalUsd) ??
    // Some last tiers ask for all.
    bounded('maintenanceMarginRate', rate, { above: 0, most: 1 }) ??
    bounded('maxLeverage', maxLeverage, LIMITS.leverage) ??
    // A rate in percent taken for a fraction would liquidate every position at once.
    (rate > most
      ? { field: 'maintenanceMarginRate', expected: `at most ${most} at ${maxLeverage}×`, got: String(rate) }
      : undefined) ??
    usd('maintenanceDeductionUsd', tier.maintenanceDeductionUsd)
  );
}

/** A contract size, as the venue's list or a message tells it. */
export const instrumentFault = ({ contractSize }: Pick<Instrument, 'contractSize'>): Fault | undefined =>
  bounded('contractSize', contractSize, LIMITS.contractSize);

/** A liquidation; nothing can be liquidated that is worth nothing. */
export const liquidationFault = (
  event: Pick<Liquidation, 'time' | 'price' | 'quantity' | 'notionalUsd'>,
): Fault | undefined =>
  timeFault(event.time) ??
  price('price', event.price) ??
  bounded('quantity', event.quantity, { above: 0, ...LIMITS.quantity }) ??
  bounded('notionalUsd', event.notionalUsd, { above: 0, ...LIMITS.liquidatedUsd });

export const liquidationBarFault = (bar: LiquidationBar): Fault | undefined =>
  timeFault(bar.time) ??
  stepFault(bar.step) ??
  ifKnown(usd, 'longUsd', bar.longUsd) ??
  ifKnown(usd, 'shortUsd', bar.shortUsd) ??
  ifKnown(count, 'count', bar.count);

const count = (field: string, value: number): Fault | undefined =>
  whole(field, value) ?? bounded(field, value, { least: 0, most: Number.MAX_SAFE_INTEGER });
