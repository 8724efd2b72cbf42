import { COMPARTMENT_HALF_LIVES, COMPARTMENTS, KERNELS, LEVERAGES, PRIOR_SHARES } from './leverage.ts';
import { type FilterRules, filterRules } from './rules.ts';

/** Grows whenever the same candles would give another state or another forecast. */
export const MODEL_VERSION = 1;

/** Levels a side's window holds: 75 % of them where that side is liquidated, 25 % for price to move back. */
export const WINDOW = 1400;

/** How far price may leave the anchor before the windows move, in levels. */
export const ANCHOR_REACH = WINDOW / 4;

/** Longs first, shorts second, wherever a side is an index. */
export const SIDES = ['long', 'short'] as const;

/**
 * What the filter knows after its last candle. Quantities are base units (linear) or USD (inverse): the
 * unit contracts are counted in, so that price moves open nothing.
 */
export type FilterState = {
  rules: FilterRules;
  /** End of the last candle, milliseconds UTC; undefined before the first. */
  until: number | undefined;
  close: number;
  /** At the last close that had one. */
  openInterest: number | undefined;
  /** Level in the middle of the windows; undefined before the first candle. */
  anchor: number | undefined;
  /**
   * Standing quantity per side, kernel and level of the side's window, as if all openings used the kernel's
   * leverage; × the compartment's scale. Quantities are kept where they would be liquidated.
   */
  mass: Float32Array;
  /** Per side and kernel: the levels that may hold mass, as indexes [from, to) into the window. */
  from: Int32Array;
  to: Int32Array;
  /** One lazy factor per compartment: closing touches no level. */
  scale: Float64Array;
  /** True standing quantity per side and compartment, over all kernels. */
  total: Float64Array;
  /** Quantity over all kernels since the start, per side. */
  opened: Float64Array;
  swept: Float64Array;
  closed: Float64Array;
  offWindow: Float64Array;
  /** Mean openings per hour, and mean log range of a candle per square root of its hours, over 24 h. */
  openingRate: number;
  rangeRate: number;
  /** Hours of candles that went into the two means, forgotten at the same pace. */
  averagedHours: number;
  /** Per side, USD: observed and unadjusted forecast, sums with a half-life of 48 h, and their mean per hour. */
  surpriseObserved: Float64Array;
  surpriseForecast: Float64Array;
  surpriseSize: Float64Array;
  surpriseHours: Float64Array;
  /** θ: the share of a kernel that reported liquidations show to be there. */
  weights: Float64Array;
  /** Since levels too thin to matter were last forgotten. */
  hoursSincePrune: number;
};

/** An empty filter; throws a RangeError where a rule cannot be. */
export function createFilter(given: Partial<FilterRules> = {}): FilterState {
  const rules = filterRules(given);
  return {
    rules,
    until: undefined,
    close: 0,
    openInterest: undefined,
    anchor: undefined,
    mass: new Float32Array(2 * KERNELS * WINDOW),
    from: new Int32Array(2 * KERNELS),
    to: new Int32Array(2 * KERNELS),
    scale: new Float64Array(COMPARTMENTS).fill(1),
    total: new Float64Array(2 * COMPARTMENTS),
    opened: new Float64Array(2),
    swept: new Float64Array(2),
    closed: new Float64Array(2),
    offWindow: new Float64Array(2),
    openingRate: 0,
    rangeRate: 0,
    averagedHours: 0,
    surpriseObserved: new Float64Array(2),
    surpriseForecast: new Float64Array(2),
    surpriseSize: new Float64Array(2),
    surpriseHours: new Float64Array(2),
    weights: priorWeights(rules),
    hoursSincePrune: 0,
  };
}

/** The prior over the leverages the market allows, spread equally over the compartments; sums to 1. */
export function priorWeights({ maintenanceMarginRate, maxLeverage }: FilterRules): Float64Array {
  const shares = LEVERAGES.map((leverage, bucket) =>
    leverage <= maxLeverage && 1 / leverage > maintenanceMarginRate ? (PRIOR_SHARES[bucket] as number) : 0,
  );
  const sum = shares.reduce((a, b) => a + b, 0);
  return Float64Array.from(
    { length: KERNELS },
    (_, kernel) =>
      (shares[Math.floor(kernel / COMPARTMENTS)] as number) / sum / COMPARTMENT_HALF_LIVES.length,
  );
}
