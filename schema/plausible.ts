import type {
  AccountRatio,
  Candle,
  Instrument,
  Liquidation,
  LiquidationBar,
  MarginTier,
  OpenInterest,
} from './market.ts';

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
  /** USD of one bar, one liquidation or one tier. */
  usd: { most: 1e13 },
  /** Highest over lowest price within one candle: a coin's first day has been some hundreds. */
  swing: 1e4,
  ratio: { most: 1e6 },
  leverage: { least: 1, most: 10_000 },
  /** Milliseconds UTC: a time outside was read in the wrong unit, or from the wrong field. */
  time: { least: Date.UTC(2010, 0), most: Date.UTC(2100, 0) - 1 },
  step: { least: 1, most: 86_400_000 },
} as const;

type Bounds = { least?: number; above?: number; most: number; note?: string };

/** The first fault among checks of which each may find one. */
const first = (...faults: (Fault | undefined)[]): Fault | undefined =>
  faults.find(fault => fault !== undefined);

/** NaN and the infinities fit no bounds. */
function bounded(
  field: string,
  value: number | undefined,
  { least, above, most, note = '' }: Bounds,
): Fault | undefined {
  if (value === undefined) return undefined;
  const fits =
    value <= most && (least === undefined || value >= least) && (above === undefined || value > above);
  if (fits) return undefined;
  const low = least === undefined ? `above ${above}` : `at least ${least}`;
  return { field, expected: `a number of ${low} and at most ${most}${note}`, got: String(value) };
}

const price = (field: string, value: number) => bounded(field, value, LIMITS.price);
const quantity = (field: string, value: number | undefined) =>
  bounded(field, value, { least: 0, ...LIMITS.quantity });
const usd = (field: string, value: number | undefined) => bounded(field, value, { least: 0, ...LIMITS.usd });
const time = (value: number) => whole('time', value) ?? bounded('time', value, LIMITS.time);
const step = (value: number) => whole('step', value) ?? bounded('step', value, LIMITS.step);

const whole = (field: string, value: number | undefined): Fault | undefined =>
  value === undefined || Number.isSafeInteger(value)
    ? undefined
    : { field, expected: 'a whole number', got: String(value) };

/** A candle of the store, or undefined where nothing is wrong with it. Volumes may be absent before they are known. */
export function candleFault(
  candle: Omit<Candle, 'volume'> & { volume?: number | undefined },
): Fault | undefined {
  const { open, high, low, close, volume, buyVolume } = candle;
  return first(
    time(candle.time),
    step(candle.step),
    ...Object.entries({ open, high, low, close }).map(([field, value]) => price(field, value)),
    order('high', high, 'at least', low, 'low'),
    order('high', high, 'at least', open, 'open'),
    order('high', high, 'at least', close, 'close'),
    order('low', low, 'at most', open, 'open'),
    order('low', low, 'at most', close, 'close'),
    high > low * LIMITS.swing
      ? { field: 'high', expected: `at most ${LIMITS.swing} times the low (${low})`, got: String(high) }
      : undefined,
    quantity('volume', volume),
    quantity('buyVolume', buyVolume),
    buyVolume !== undefined && volume !== undefined && buyVolume > volume * ROUNDING
      ? { field: 'buyVolume', expected: `at most ${volume} (the volume)`, got: String(buyVolume) }
      : undefined,
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

export const openInterestFault = (row: OpenInterest): Fault | undefined =>
  first(time(row.time), quantity('openInterest', row.openInterest));

export const accountRatioFault = (row: AccountRatio): Fault | undefined =>
  first(time(row.time), bounded('ratio', row.ratio, { least: 0, ...LIMITS.ratio }));

/** One step of margin rules by itself; that steps ascend is for whoever has them all. */
export function marginTierFault(tier: Omit<MarginTier, 'exchange' | 'instrument'>): Fault | undefined {
  const rate = tier.maintenanceMarginRate;
  return first(
    usd('minNotionalUsd', tier.minNotionalUsd),
    // A rate in percent taken for a fraction would liquidate every position at once; some last tiers ask for all.
    bounded('maintenanceMarginRate', rate, { above: 0, most: 1 }),
    bounded('maxLeverage', tier.maxLeverage, LIMITS.leverage),
    usd('maintenanceDeductionUsd', tier.maintenanceDeductionUsd),
  );
}

/** A contract size, as the venue's list or a message tells it. */
export const instrumentFault = ({ contractSize }: Pick<Instrument, 'contractSize'>): Fault | undefined =>
  bounded('contractSize', contractSize, LIMITS.contractSize);

/** A liquidation; nothing can be liquidated that is worth nothing. */
export const liquidationFault = (
  event: Pick<Liquidation, 'time' | 'price' | 'quantity' | 'notionalUsd'>,
): Fault | undefined =>
  first(
    time(event.time),
    price('price', event.price),
    bounded('quantity', event.quantity, { above: 0, ...LIMITS.quantity }),
    bounded('notionalUsd', event.notionalUsd, { above: 0, ...LIMITS.usd }),
  );

export const liquidationBarFault = (bar: LiquidationBar): Fault | undefined =>
  first(
    time(bar.time),
    step(bar.step),
    usd('longUsd', bar.longUsd),
    usd('shortUsd', bar.shortUsd),
    whole('count', bar.count),
    bounded('count', bar.count, { least: 0, most: Number.MAX_SAFE_INTEGER }),
  );
