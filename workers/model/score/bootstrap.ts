import type { Interval } from '../../../schema/score.ts';

/** Sums of two deviances over one day: of the forecast, and of what it is measured against. */
export type DaySums = { forecast: number; against: number };

const RESAMPLES = 1000;

/**
 * Skill 1 − Σ forecast ÷ Σ against, with its interval by resampling whole days: liquidations come in clusters, and
 * hours of one day are not independent. The same days give the same interval. Undefined without days or deviance.
 */
export function daySkill(days: readonly DaySums[]): Interval | undefined {
  const skill = (pick: (k: number) => DaySums) => {
    let [forecast, against] = [0, 0];
    for (let k = 0; k < days.length; k++) {
      const day = pick(k);
      forecast += day.forecast;
      against += day.against;
    }
    return 1 - forecast / against;
  };
  const value = skill(k => days[k] as DaySums);
  if (days.length === 0 || !Number.isFinite(value)) return undefined;
  const random = randomNumbers();
  const resampled = Float64Array.from({ length: RESAMPLES }, () =>
    skill(() => days[Math.floor(random() * days.length)] as DaySums),
  ).sort();
  return { value, low: quantile(resampled, 0.025), high: quantile(resampled, 0.975) };
}

/** Of sorted values, interpolated between neighbours; NaN without values. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const value = sorted[below] ?? Number.NaN;
  return value + (place - below) * ((sorted[below + 1] ?? value) - value);
}

/** Numbers in [0, 1), the same ones each time: a linear congruence with the constants of Numerical Recipes. */
export function randomNumbers(): () => number {
  let state = 20_250_101;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
