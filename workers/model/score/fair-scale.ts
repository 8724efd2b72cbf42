/** Part of every scaled forecast that is the running mean, so that one unforeseen dollar ruins nobody. */
const FLOOR = 0.05;
const HALF_LIFE_HOURS = 30 * 24;

/** The part of a run in which everybody may learn and nobody is scored. */
export const UNSCORED = 0.2;

/**
 * Makes forecasts of any unit comparable: each is multiplied by the one factor that would have fitted the past best
 * (Tweedie, power 1.5; half-life 30 days), and mixed with a little of the running mean. Uses only rows before, and
 * the mean forecast of the unscored part, so that what an untrained forecaster said there does not set its scale.
 *
 * `observed` NaN leaves a row out of the past. Answers the scaled forecasts and the running mean, the placebo.
 */
export function fairScale(
  forecast: ArrayLike<number>,
  observed: ArrayLike<number>,
  hours: number,
): { mean: Float64Array; constant: Float64Array } {
  const fade = 0.5 ** (hours / HALF_LIFE_HOURS);
  const early = Array.from(
    { length: Math.ceil(observed.length * UNSCORED) },
    (_, i) => forecast[i] as number,
  );
  const earlyMean = early.reduce((sum, usd) => sum + usd, 0) / early.length;
  const mean = new Float64Array(observed.length);
  const constant = new Float64Array(observed.length);
  let rows = 0;
  let observedSum = 0;
  let forecastSum = 0;
  let attributed = 0;
  let exposed = 0;
  for (let i = 0; i < observed.length; i++) {
    const usd = observed[i] as number;
    const raw = forecast[i] as number;
    const placebo = rows > 0 ? observedSum / rows : Number.isNaN(usd) ? 0 : usd;
    const scale = exposed > 0 ? attributed / exposed : 0;
    // A cent: the deviance knows no mean of 0.
    constant[i] = Math.max(placebo, 0.01);
    mean[i] = (1 - FLOOR) * scale * raw + FLOOR * (constant[i] as number);
    if (Number.isNaN(usd)) continue;
    rows = rows * fade + 1;
    observedSum = observedSum * fade + usd;
    forecastSum = forecastSum * fade + raw;
    const root = Math.sqrt(raw + FLOOR * Math.max(forecastSum / rows, earlyMean));
    attributed = attributed * fade + (root > 0 ? usd / root : 0);
    exposed = exposed * fade + (root > 0 ? raw / root : 0);
  }
  return { mean, constant };
}
