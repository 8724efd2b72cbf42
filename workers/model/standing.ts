import type { LevelColumn } from '../../schema/lattice.ts';
import { COMPARTMENTS, KERNELS } from './leverage.ts';
import { firstLevel, levelValue } from './mass.ts';
import { type FilterState, WINDOW } from './state.ts';
import { surpriseFactor } from './surprise.ts';

/**
 * USD that would be reported as liquidated per level if price reached it: longs below the last close, shorts
 * above. The forecast for the next candles, without what they will open themselves. Empty before the first candle.
 */
export function standing(state: FilterState): LevelColumn {
  const anchor = state.anchor;
  if (anchor === undefined) return { firstLevel: 0, usd: new Float64Array(0) };
  const origin = firstLevel(anchor, 0);
  const usd = new Float64Array(firstLevel(anchor, 1) + WINDOW - origin);
  for (let side = 0; side < 2; side++) {
    const offset = firstLevel(anchor, side) - origin;
    const surprise = surpriseFactor(state, side);
    for (let kernel = 0; kernel < KERNELS; kernel++) {
      const at = side * KERNELS + kernel;
      const weight =
        surprise * (state.weights[kernel] as number) * (state.scale[kernel % COMPARTMENTS] as number);
      if (weight === 0) continue;
      const base = at * WINDOW;
      for (let i = state.from[at] as number; i < (state.to[at] as number); i++) {
        usd[offset + i] = (usd[offset + i] as number) + weight * (state.mass[base + i] as number);
      }
    }
  }
  let from = 0;
  let to = usd.length;
  while (from < to && usd[from] === 0) from++;
  while (from < to && usd[to - 1] === 0) to--;
  for (let i = from; i < to; i++) usd[i] = (usd[i] as number) * levelValue(state, origin + i);
  return { firstLevel: origin + from, usd: usd.slice(from, to) };
}
