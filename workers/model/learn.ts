import { COLUMNS, KERNELS } from './leverage.ts';
import type { FilterState, Pending } from './state.ts';
import { addRecent, surpriseFactor, weigh } from './surprise.ts';

/** Of the Tweedie family, between Poisson (1) and gamma (2); 1 to 1.5 fit the recordings alike. */
const POWER = 1.25;
const HALF_LIFE_HOURS = 60 * 24;
/** The prior weighs as much as this many average hours of both sides. */
const PRIOR_HOURS = 100;
/** Part of the mean that may be liquidated anywhere: keeps one unforeseen dollar from deciding the fit. */
const FLOOR = 0.05;

/** Finer candles are summed: reports come late and in bursts, and an hour evens that out. */
export const ROW_HOURS = 1;

/**
 * One step of the non-negative Tweedie fit of reported liquidations on the forecast's columns, then new weights.
 *
 * The batch fit multiplies each weight by Σ w·y/μ·A ÷ Σ w·A over all rows, w = μ^(1−p), until it stands. Here a
 * row's share of both sums is taken once, at the weights of its day, and fades with a half-life of 60 days: the
 * stochastic form of the same fixed point (Cappé and Moulines 2009, on-line expectation-maximisation). On the
 * recordings it forecasts as well as the batch fit and needs no stored rows.
 */
export function learnRow(state: FilterState, { columns, observed }: Pending, hours: number) {
  const { learned, weights, prior } = state;
  fade(state, 0.5 ** (hours / HALF_LIFE_HOURS));
  const floor = learned.rows > 0 ? (FLOOR * learned.observed) / learned.rows : 0;
  for (let side = 0; side < 2; side++) {
    const usd = observed[side] as number;
    if (Number.isNaN(usd)) continue;
    const surprise = surpriseFactor(state, side);
    learned.observed += usd;
    learned.priorForecast += surprise * weigh(prior, columns, side);
    learned.rows++;
    learned.hours += hours;
    const mean = surprise * weigh(weights, columns, side) + floor;
    if (mean === 0) continue;
    const weight = surprise * mean ** (1 - POWER);
    learned.dispersion += (usd - mean) ** 2 * mean ** -POWER;
    for (let column = 0; column < COLUMNS; column++) {
      const exposed = weight * (columns[side * COLUMNS + column] as number);
      const share = (weights[column] as number) * exposed;
      learned.attributed[column] = (learned.attributed[column] as number) + (share * usd) / mean;
      learned.exposed[column] = (learned.exposed[column] as number) + exposed;
      learned.curvature[column] = (learned.curvature[column] as number) + share ** 2 * mean ** (POWER - 2);
    }
  }
  addRecent(state, columns, observed, hours);
  setWeights(state);
}

function fade({ learned }: FilterState, factor: number) {
  for (const sums of [learned.attributed, learned.exposed, learned.curvature]) {
    for (let column = 0; column < COLUMNS; column++) sums[column] = (sums[column] as number) * factor;
  }
  learned.observed *= factor;
  learned.priorForecast *= factor;
  learned.rows *= factor;
  learned.hours *= factor;
  learned.dispersion *= factor;
}

/** What the prior is worth beside the data: its scale κ, and the exposure of PRIOR_HOURS. */
export function priorStrength({ learned }: FilterState): { scale: number; exposed: number } | undefined {
  if (!(learned.observed > 0 && learned.priorForecast > 0)) return undefined;
  const scale = learned.observed / learned.priorForecast;
  const mean = learned.observed / learned.rows;
  const rows = (2 * PRIOR_HOURS * learned.rows) / learned.hours;
  return { scale, exposed: (rows * mean ** (2 - POWER)) / scale };
}

function setWeights(state: FilterState) {
  const strength = priorStrength(state);
  if (strength === undefined) return;
  const { learned, weights, prior } = state;
  const { exposed } = strength;
  const scale = strength.scale * roomForPrior(state, strength);
  for (let column = 0; column < COLUMNS; column++) {
    weights[column] =
      ((learned.attributed[column] as number) + scale * (prior[column] as number) * exposed) /
      ((learned.exposed[column] as number) + exposed);
  }
}

/**
 * The part of the prior, 0 to 1, that open interest leaves room for: near levels set the prior's scale, and carried to
 * far ones it may stand more there than is open. 1 without open interest.
 */
function roomForPrior(
  { learned, prior, total, openInterest }: FilterState,
  { scale, exposed }: { scale: number; exposed: number },
): number {
  if (openInterest === undefined) return 1;
  let fitted = 0;
  let assumed = 0;
  for (let kernel = 0; kernel < KERNELS; kernel++) {
    const oneSide = ((total[kernel] as number) + (total[KERNELS + kernel] as number)) / 2;
    const stands = oneSide / ((learned.exposed[kernel] as number) + exposed);
    fitted += stands * (learned.attributed[kernel] as number);
    assumed += stands * scale * (prior[kernel] as number) * exposed;
  }
  if (fitted + assumed <= openInterest) return 1;
  return Math.max(0, (openInterest - fitted) / assumed);
}
