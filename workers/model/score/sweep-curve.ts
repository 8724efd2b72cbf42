import { HOUR } from '../../../schema/range.ts';
import { type BySide, type ScoredCandle, SIDE_INDEXES, sweptDistance } from './scored-candle.ts';

/** Where the curve of liquidations over swept distance and over range may bend, log price. */
const DISTANCE_BENDS = [0, 0.0005, 0.001, 0.002, 0.004, 0.006, 0.01, 0.015, 0.025, 0.04];
const RANGE_BENDS = [0.004, 0.008, 0.015, 0.03];
/** Former extremes of which being beyond may matter, hours. */
const EXTREME_HOURS = [2, 4, 8, 24, 72, 168, 336];

const POWER = 1.5;
const FLOOR = 0.05;
const HALF_LIFE_HOURS = 60 * 24;
/** The curve is fitted to convergence on its first rows, then refitted each day. */
const FIRST_ROWS = 48;
const FIRST_ITERATIONS = 100;
const ITERATIONS = 15;
/** Bars longer than an hour are not worth a refit each. */
const REFIT_ROWS = 12;
/** Rows that stay open to a new attribution; older ones keep theirs. */
const OPEN_ROWS = 168;
const PRIOR_ROWS = 5;

/** Surprise factor like the model's own: what the opponent may know of the last two days. */
const SURPRISE_HALF_LIFE_HOURS = 48;
const SURPRISE_POWER = 0.4;

type Row = { columns: Float64Array; surprise: number; usd: number };

/**
 * The strongest opponent that knows nothing of open interest, volume or leverage: a learned, rising curve of
 * liquidations over the swept distance, the candle's range and the distance beyond former extremes. Walk-forward.
 */
export function sweepCurve(candles: readonly ScoredCandle[], observed: BySide): BySide {
  return SIDE_INDEXES.map(side => curveOfSide(candles, observed[side], side)) as BySide;
}

function curveOfSide(candles: readonly ScoredCandle[], observed: Float64Array, side: 0 | 1): Float64Array {
  const hours = (candles[0]?.step ?? HOUR) / HOUR;
  const refitEvery = Math.max(REFIT_ROWS, Math.round(24 / hours));
  const fade = 0.5 ** (hours / HALF_LIFE_HOURS);
  const surpriseFade = 0.5 ** (hours / SURPRISE_HALF_LIFE_HOURS);
  const fit = createFit(DISTANCE_BENDS.length + RANGE_BENDS.length + EXTREME_HOURS.length);
  const recentColumns = new Float64Array(fit.weights.length);
  let [recent, mean, seen] = [0, 0, 0];
  return Float64Array.from(candles, (_, i) => {
    const columns = curveColumns(candles, i, side, hours);
    const ground = 2 * mean;
    const surprise =
      seen < FIRST_ROWS || ground === 0
        ? 1
        : ((recent + ground) / (weigh(fit.weights, recentColumns) + ground)) ** SURPRISE_POWER;
    const forecast = weigh(fit.weights, columns) * surprise;
    const usd = observed[i] as number;
    if (Number.isNaN(usd)) return forecast;
    seen++;
    mean += (usd - mean) / seen;
    recent = recent * surpriseFade + usd;
    columns.forEach((column, j) => {
      recentColumns[j] = (recentColumns[j] as number) * surpriseFade + column;
    });
    admit(fit, { columns, surprise, usd }, fade);
    if (seen === FIRST_ROWS) refit(fit, FLOOR * mean, FIRST_ITERATIONS);
    else if (seen > FIRST_ROWS && seen % refitEvery === 0) refit(fit, FLOOR * mean, ITERATIONS);
    return forecast;
  });
}

function curveColumns(candles: readonly ScoredCandle[], i: number, side: 0 | 1, hours: number): Float64Array {
  const candle = candles[i] as ScoredCandle;
  const distance = sweptDistance(candles, i, side);
  const range = Math.log(candle.high / candle.low);
  const beyond = EXTREME_HOURS.map(span => {
    let extreme = side === 0 ? Number.POSITIVE_INFINITY : 0;
    const first = Math.max(0, i - Math.max(1, Math.round(span / hours)));
    for (let k = first; k < i; k++) {
      const { low, high } = candles[k] as ScoredCandle;
      extreme = side === 0 ? Math.min(extreme, low) : Math.max(extreme, high);
    }
    if (i === 0) return 0;
    return Math.max(0, side === 0 ? Math.log(extreme / candle.low) : Math.log(candle.high / extreme));
  });
  return Float64Array.of(
    ...DISTANCE_BENDS.map(bend => Math.max(0, distance - bend)),
    ...RANGE_BENDS.map(bend => Math.max(0, range - bend)),
    ...beyond,
  );
}

type Fit = {
  weights: Float64Array;
  /** Settled sums of older rows. */
  attributed: Float64Array;
  exposed: Float64Array;
  /** Over all rows: reported USD, what a flat curve of weight 1 gives, their number. */
  observed: number;
  flatForecast: number;
  rows: number;
  open: Row[];
  fade: number;
};

const createFit = (columns: number): Fit => ({
  weights: new Float64Array(columns).fill(1),
  attributed: new Float64Array(columns),
  exposed: new Float64Array(columns),
  observed: 0,
  flatForecast: 0,
  rows: 0,
  open: [],
  fade: 1,
});

function weigh(weights: Float64Array, columns: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < weights.length; j++) sum += (weights[j] as number) * (columns[j] as number);
  return sum;
}

/** Lets a row in, and all before it fade. */
function admit(fit: Fit, row: Row, fade: number) {
  fit.fade = fade;
  fit.observed = fit.observed * fade + row.usd;
  fit.flatForecast =
    fit.flatForecast * fade + row.surprise * row.columns.reduce((sum, column) => sum + column, 0);
  fit.rows = fit.rows * fade + 1;
  fit.open.push(row);
  for (let j = 0; j < fit.weights.length; j++) {
    fit.attributed[j] = (fit.attributed[j] as number) * fade;
    fit.exposed[j] = (fit.exposed[j] as number) * fade;
  }
}

/** A flat curve scaled to the past, and the exposure of PRIOR_ROWS average rows: without it a bend once at 0 stays there. */
function priorOf({ observed, flatForecast, rows }: Fit): { scale: number; exposure: number } {
  if (observed === 0) return { scale: 0, exposure: Number.MIN_VALUE };
  const scale = observed / flatForecast;
  return { scale, exposure: (PRIOR_ROWS * (observed / rows) ** (2 - POWER)) / scale };
}

/** Multiplicative steps of a non-negative Tweedie fit on the open rows, on top of what older rows have settled. */
function refit(fit: Fit, floor: number, iterations: number) {
  for (let step = 0; step < iterations; step++) {
    const attributed = fit.attributed.slice();
    const exposed = fit.exposed.slice();
    fit.open.forEach((row, at) => {
      attribute(fit, row, fit.fade ** (fit.open.length - 1 - at), floor, attributed, exposed);
    });
    const { scale, exposure } = priorOf(fit);
    for (let j = 0; j < fit.weights.length; j++) {
      fit.weights[j] = ((attributed[j] as number) + scale * exposure) / ((exposed[j] as number) + exposure);
    }
  }
  while (fit.open.length > OPEN_ROWS) {
    const weight = fit.fade ** (fit.open.length - 1);
    attribute(fit, fit.open.shift() as Row, weight, floor, fit.attributed, fit.exposed);
  }
}

function attribute(
  fit: Fit,
  { columns, surprise, usd }: Row,
  weight: number,
  floor: number,
  attributed: Float64Array,
  exposed: Float64Array,
) {
  const mean = surprise * weigh(fit.weights, columns) + floor;
  if (mean === 0) return;
  const exposure = weight * surprise * mean ** (1 - POWER);
  for (let j = 0; j < columns.length; j++) {
    const share = exposure * (columns[j] as number);
    attributed[j] = (attributed[j] as number) + ((fit.weights[j] as number) * share * usd) / mean;
    exposed[j] = (exposed[j] as number) + share;
  }
}
