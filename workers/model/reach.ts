import { LEVEL_STEP } from '../../schema/lattice.ts';
import { LEVERAGES } from './leverage.ts';
import { liquidationShift } from './margin.ts';
import type { FilterRules } from './rules.ts';

/**
 * Where a leverage's positions end, in levels from their entry, always positive. `near` and `far` enclose the
 * leverages between it and its neighbours, for which it stands.
 */
export type Reach = { near: number; shift: number; far: number };

/** No more than this is spread, in levels: margin habits blur a leverage, they do not make it another one. */
const MOST_SPREAD = 10;

/** Where a leverage has no neighbour, the spread a neighbour at this factor of the distance would give. */
const NO_NEIGHBOUR = { near: 0.7, far: 1.2 };

/** The reach of each leverage on a side, lowest leverage first; undefined where the market forbids it. */
export function reaches(
  side: 'long' | 'short',
  { kind, maintenanceMarginRate, maxLeverage }: FilterRules,
): (Reach | undefined)[] {
  const shifts = LEVERAGES.map(leverage => {
    const shift =
      leverage <= maxLeverage ? liquidationShift(side, kind, leverage, maintenanceMarginRate) : undefined;
    return shift === undefined ? undefined : Math.abs(shift) / LEVEL_STEP;
  });
  return shifts.map((shift, bucket) => {
    if (shift === undefined) return undefined;
    const nearer = shifts[bucket + 1] ?? shift * NO_NEIGHBOUR.near;
    const farther = shifts[bucket - 1] ?? shift * NO_NEIGHBOUR.far;
    return {
      near: shift - Math.min(MOST_SPREAD, (shift - nearer) / 2),
      shift,
      far: shift + Math.min(MOST_SPREAD, (farther - shift) / 2),
    };
  });
}
