import { KERNELS } from './leverage.ts';
import type { FilterState } from './state.ts';

/** Levels are float32, and hold what stands divided by its scale. */
const MOST_HELD = 1e38;

/**
 * What of a state is no number any more, by name; undefined where all are. What stands follows from these. It is asked
 * after every candle: loops over arrays as they are take a tenth of what callbacks would.
 */
export function unsoundPart(state: FilterState): string | undefined {
  const { learned, pending } = state;
  const { openingRate, rangeRate, averagedHours, recentHours, close } = state;
  if (!isAmount(openingRate + rangeRate + averagedHours + recentHours + close)) return 'means';
  if (!areAmounts(state.weights)) return 'weights';
  if (!areAmounts(state.scale)) return 'scale';
  for (let at = 0; at < 2 * KERNELS; at++)
    if (!((state.total[at] as number) / (state.scale[at % KERNELS] as number) < MOST_HELD)) return 'total';
  if (!(areAmounts(state.recentColumns) && areAmounts(state.recentObserved))) return 'recent';
  const { observed, priorForecast, rows, hours, dispersion } = learned;
  if (!isAmount(observed + priorForecast + rows + hours + dispersion)) return 'learned';
  if (!(areAmounts(learned.attributed) && areAmounts(learned.exposed))) return 'learned';
  return areAmounts(learned.curvature) && areAmounts(pending.columns) ? undefined : 'learned';
}

const isAmount = (value: number): boolean => value >= 0 && value < Number.POSITIVE_INFINITY;

function areAmounts(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (!isAmount(values[i] as number)) return false;
  return true;
}
