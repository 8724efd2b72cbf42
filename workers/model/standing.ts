import type { LevelColumn } from '../../schema/lattice.ts';
import { KERNELS } from './leverage.ts';
import { type FilterState, SPAN, WINDOW } from './state.ts';
import { surpriseFactor } from './surprise.ts';
import { levelValues, spanStart, windowOffset } from './window.ts';

/**
 * USD that would be reported as liquidated per level if price reached it: longs below the last close, shorts
 * above. The forecast for the next candles, without what they will open themselves. Empty before the first candle.
 */
export function standing(state: FilterState): LevelColumn {
  const { start, end } = standingSpan(state);
  const usd = new Float64Array(end - start);
  for (let side = 0; side < 2; side++) {
    const surprise = surpriseFactor(state, side);
    for (let kernel = 0; kernel < KERNELS; kernel++) {
      const scale = state.scale[kernel] as number;
      addKernel(state, side, kernel, surprise * (state.weights[kernel] as number) * scale, start, usd);
    }
  }
  const values = levelValues(state);
  for (let i = 0; i < usd.length; i++) usd[i] = (usd[i] as number) * (values[start + i] as number);
  return { firstLevel: spanStart(state.anchor ?? 0) + start, usd };
}

/** The levels of the span in which anything may stand, as [start, end). */
export function standingSpan(state: FilterState): { start: number; end: number } {
  // No infinity: engines index arrays several times faster by what was always a whole number.
  let start = SPAN;
  let end = 0;
  for (let at = 0; at < 2 * KERNELS; at++) {
    const from = state.from[at] as number;
    const to = state.to[at] as number;
    if (from === to) continue;
    const offset = windowOffset(at < KERNELS ? 0 : 1);
    start = Math.min(start, offset + from);
    end = Math.max(end, offset + to);
  }
  return end === 0 ? { start: 0, end: 0 } : { start, end };
}

/** Adds a kernel's levels, each × `weight`, to an array that begins at `start` of the span. */
function addKernel(
  { mass, from, to }: FilterState,
  side: number,
  kernel: number,
  weight: number,
  start: number,
  into: Float64Array,
) {
  if (weight === 0) return;
  const at = side * KERNELS + kernel;
  const base = at * WINDOW;
  const shift = windowOffset(side) - start - base;
  const end = base + (to[at] as number);
  for (let i = base + (from[at] as number); i < end; i++) {
    into[i + shift] = (into[i + shift] as number) + weight * (mass[i] as number);
  }
}
