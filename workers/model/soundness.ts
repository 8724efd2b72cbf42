import { KERNELS } from './leverage.ts';
import type { FilterState } from './state.ts';

/** Levels are float32, and hold what stands divided by its scale. */
const MOST_HELD = 1e38;

/** What of a state is no number any more, by name; undefined where all are. What stands follows from these. */
export function unsoundPart(state: FilterState): string | undefined {
  const { learned, pending } = state;
  const numbers = [state.openingRate, state.rangeRate, state.averagedHours, state.recentHours, state.close];
  if (!numbers.every(isAmount)) return 'means';
  if (!state.weights.every(isAmount)) return 'weights';
  if (!state.scale.every(isAmount)) return 'scale';
  const isHeld = (total: number, at: number) => total / (state.scale[at % KERNELS] as number) < MOST_HELD;
  if (!(state.total.every(isHeld) && state.recentColumns.every(isAmount))) return 'total';
  if (!state.recentObserved.every(isAmount)) return 'recent';
  const { observed, priorForecast, rows, hours, dispersion } = learned;
  if (![observed, priorForecast, rows, hours, dispersion].every(isAmount)) return 'learned';
  const sums = [learned.attributed, learned.exposed, learned.curvature, pending.columns];
  return sums.every(array => array.every(isAmount)) ? undefined : 'learned';
}

const isAmount = (value: number): boolean => value >= 0 && value < Number.POSITIVE_INFINITY;
