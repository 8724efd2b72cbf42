import { closingRates } from './closing-rates.ts';
import { COLUMNS, KERNELS } from './leverage.ts';
import { priorWeights } from './prior.ts';
import { type Reach, reaches } from './reach.ts';
import { type FilterRules, filterRules } from './rules.ts';

/** Grows whenever the same candles would give another state or another forecast. */
export const MODEL_VERSION = 2;

/** Levels a side's window holds: 75 % of them where that side is liquidated, 25 % for price to move back. */
export const WINDOW = 1400;

/** How far price may leave the anchor before the windows move, in levels. */
export const ANCHOR_REACH = WINDOW / 4;

/** Levels of both sides' windows together. */
export const SPAN = 2 * (WINDOW - ANCHOR_REACH);

/** Longs first, shorts second, wherever a side is an index. */
export const SIDES = ['long', 'short'] as const;

/** Reported and forecast liquidations since the last learned row; `observed` is NaN for a side nobody reported. */
export type Pending = {
  /** Milliseconds UTC: start of the row, and how far it has been reported. */
  from: number;
  reportedUntil: number;
  observed: Float64Array;
  /** Per side and column, USD. */
  columns: Float64Array;
};

/** What the fit has seen, faded with age. Per column where it is an array. */
export type Learned = {
  /** Liquidations attributed to the column, and what there was to attribute to. */
  attributed: Float64Array;
  exposed: Float64Array;
  /** Of the fit: how sharply the data speak about the column. */
  curvature: Float64Array;
  /** Sums over rows of both sides: reported USD, the prior's forecast, number, hours, squared residuals. */
  observed: number;
  priorForecast: number;
  rows: number;
  hours: number;
  dispersion: number;
};

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
   * leverage; × the kernel's scale. Quantities are kept where they would be liquidated.
   */
  mass: Float32Array;
  /** Per side and kernel: the levels that may hold mass, as indexes [from, to) into the window. */
  from: Int32Array;
  to: Int32Array;
  /** One lazy factor per kernel: closing touches no level. */
  scale: Float64Array;
  /** True standing quantity per side and kernel. */
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
  /** The last 48 h, faded: USD reported per side, USD per side and column, and hours. */
  recentObserved: Float64Array;
  recentColumns: Float64Array;
  recentHours: number;
  /** θ per column: the share of it that reported liquidations show to be there. */
  weights: Float64Array;
  learned: Learned;
  pending: Pending;
  /** Since levels too thin to matter were last forgotten. */
  hoursSincePrune: number;
  /** Weights before anything is learned; follow from the rules. */
  prior: Float64Array;
  /** Per side and leverage; follows from the rules. */
  reaches: readonly (readonly (Reach | undefined)[])[];
  /** Per leverage; follows from the rules. */
  closingRates: readonly number[];
  /** See `levelValues`; follows from the rules and the anchor. */
  values: { anchor: number | undefined; usd: Float64Array };
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
    scale: new Float64Array(KERNELS).fill(1),
    total: new Float64Array(2 * KERNELS),
    opened: new Float64Array(2),
    swept: new Float64Array(2),
    closed: new Float64Array(2),
    offWindow: new Float64Array(2),
    openingRate: 0,
    rangeRate: 0,
    averagedHours: 0,
    recentObserved: new Float64Array(2),
    recentColumns: new Float64Array(2 * COLUMNS),
    recentHours: 0,
    weights: priorWeights(rules),
    prior: priorWeights(rules),
    learned: {
      attributed: new Float64Array(COLUMNS),
      exposed: new Float64Array(COLUMNS),
      curvature: new Float64Array(COLUMNS),
      observed: 0,
      priorForecast: 0,
      rows: 0,
      hours: 0,
      dispersion: 0,
    },
    pending: {
      from: 0,
      reportedUntil: 0,
      observed: new Float64Array(2),
      columns: new Float64Array(2 * COLUMNS),
    },
    hoursSincePrune: 0,
    reaches: SIDES.map(side => reaches(side, rules)),
    closingRates: closingRates(rules),
    values: { anchor: undefined, usd: new Float64Array(SPAN) },
  };
}
