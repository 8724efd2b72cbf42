import { bucketOf, COLUMNS, COMPARTMENT_HALF_LIVES, COMPARTMENTS, KERNELS, LEVERAGES } from './leverage.ts';
import { type FilterState, WINDOW } from './state.ts';
import { firstLevel, levelValues, windowOffset } from './window.ts';

/** Below this a lazy scale is multiplied into the levels, long before float32 runs out of range. */
const LEAST_SCALE = 1e-9;

/** A level holding less than this part of its kernel's average level is not worth keeping. */
const NEGLIGIBLE = 1e-6;

/**
 * Takes away what stands between lattice positions `near` (where the side's mass ends) and `far` (how far price
 * went): longs downward, shorts upward. The level that holds `far` loses its crossed fraction.
 * Adds to `columns` what each of the side's kernels lost, in USD.
 */
export function sweep(state: FilterState, side: number, near: number, far: number, columns?: Float64Array) {
  if (side === 0 ? far >= near : far <= near) return;
  const first = firstLevel(state.anchor as number, side);
  const edge = Math.floor(far) - first;
  const { mass } = state;
  const values = levelValues(state);
  const offset = windowOffset(side);
  const sameLevel = Math.floor(near) === Math.floor(far);
  const below = (position: number) => position - Math.floor(position);
  const kept =
    side === 0
      ? below(far) / (sameLevel ? below(near) : 1)
      : (1 - below(far)) / (sameLevel ? 1 - below(near) : 1);
  for (let kernel = 0; kernel < KERNELS; kernel++) {
    const at = side * KERNELS + kernel;
    const base = at * WINDOW;
    const from = state.from[at] as number;
    const to = state.to[at] as number;
    const start = side === 0 ? Math.max(edge, from) : from;
    const end = side === 0 ? to : Math.min(edge + 1, to);
    if (start >= end) continue;
    let quantity = 0;
    let usd = 0;
    for (let i = start; i < end; i++) {
      const stood = mass[base + i] as number;
      if (stood === 0) continue;
      const left = i === edge ? Math.fround(stood * kept) : 0;
      mass[base + i] = left;
      quantity += stood - left;
      usd += (stood - left) * (values[offset + i] as number);
    }
    if (side === 0) state.to[at] = Math.max(from, Math.min(to, edge + 1));
    else state.from[at] = Math.min(to, Math.max(from, edge));
    const scale = state.scale[kernel] as number;
    lose(state, at, quantity * scale, state.swept);
    if (columns)
      columns[side * COLUMNS + kernel] = (columns[side * COLUMNS + kernel] as number) + usd * scale;
  }
}

/** Moves quantity from what stands in a side's kernel to one of the state's tallies. */
function lose(state: FilterState, at: number, quantity: number, tally: Float64Array) {
  const side = at < KERNELS ? 0 : 1;
  state.total[at] = (state.total[at] as number) - quantity;
  tally[side] = (tally[side] as number) + quantity;
}

/**
 * Opens `quantity` on both sides, spread evenly over the lattice positions [low, high] of a candle; what would
 * be liquidated beyond `close` has already been, and counts as swept.
 */
export function open(state: FilterState, low: number, high: number, close: number, quantity: number) {
  if (!(quantity > 0)) return;
  for (let side = 0; side < 2; side++) {
    for (let bucket = 0; bucket < LEVERAGES.length; bucket++) {
      const reach = state.reaches[side]?.[bucket];
      if (reach === undefined) continue;
      const first = side === 0 ? low - reach.far : low + reach.near;
      const last = side === 0 ? high - reach.near : high + reach.far;
      const from = side === 0 ? first : Math.max(first, close);
      const to = side === 0 ? Math.min(last, close) : last;
      const standing = (quantity * Math.max(0, to - from)) / (last - first);
      for (let compartment = 0; compartment < COMPARTMENTS; compartment++) {
        const kernel = bucket * COMPARTMENTS + compartment;
        const at = side * KERNELS + kernel;
        state.opened[side] = (state.opened[side] as number) + quantity;
        state.total[at] = (state.total[at] as number) + quantity;
        lose(state, at, quantity - standing, state.swept);
        if (standing > 0) deposit(state, side, kernel, from, to, standing);
      }
    }
  }
}

/** Adds quantity evenly between two lattice positions; what lies outside the window is counted, not kept. */
function deposit(
  state: FilterState,
  side: number,
  kernel: number,
  from: number,
  to: number,
  quantity: number,
) {
  const { mass } = state;
  const at = side * KERNELS + kernel;
  const first = firstLevel(state.anchor as number, side);
  const inFrom = Math.min(Math.max(from, first), first + WINDOW);
  const inTo = Math.min(Math.max(to, first), first + WINDOW);
  const density = quantity / (to - from);
  if (inTo - inFrom < to - from) {
    lose(state, at, density * (to - from - (inTo - inFrom)), state.offWindow);
    if (inTo <= inFrom) return;
  }
  const start = Math.floor(inFrom) - first;
  const end = Math.ceil(inTo) - first;
  const each = density / (state.scale[kernel] as number);
  const base = at * WINDOW;
  if (end - start === 1) {
    mass[base + start] = (mass[base + start] as number) + each * (inTo - inFrom);
  } else {
    const below = base + start;
    const above = base + end - 1;
    mass[below] = (mass[below] as number) + each * (first + start + 1 - inFrom);
    for (let i = below + 1; i < above; i++) mass[i] = (mass[i] as number) + each;
    mass[above] = (mass[above] as number) + each * (inTo - (first + end - 1));
  }
  const empty = state.from[at] === state.to[at];
  state.from[at] = empty ? start : Math.min(state.from[at] as number, start);
  state.to[at] = empty ? end : Math.max(state.to[at] as number, end);
}

/** Closes all but `kept` of what stands, each leverage at its rate, and what half-lives end in the candle's hours. */
export function close(state: FilterState, kept: number, hours: number) {
  const faded = COMPARTMENT_HALF_LIVES.map(halfLife => 0.5 ** (hours / halfLife));
  for (let kernel = 0; kernel < KERNELS; kernel++) {
    const rate = state.closingRates[bucketOf(kernel)] as number;
    const factor = kept ** rate * (faded[kernel % COMPARTMENTS] as number);
    for (let side = 0; side < 2; side++) {
      const at = side * KERNELS + kernel;
      const left = (state.total[at] as number) * factor;
      state.closed[side] = (state.closed[side] as number) + (state.total[at] as number) - left;
      state.total[at] = left;
    }
    const scale = (state.scale[kernel] as number) * factor;
    state.scale[kernel] = scale;
    if (scale < LEAST_SCALE) foldScale(state, kernel);
  }
}

function foldScale(state: FilterState, kernel: number) {
  const scale = state.scale[kernel] as number;
  for (const at of [kernel, KERNELS + kernel]) {
    const end = at * WINDOW + (state.to[at] as number);
    for (let i = at * WINDOW + (state.from[at] as number); i < end; i++) {
      state.mass[i] = (state.mass[i] as number) * scale;
    }
  }
  state.scale[kernel] = 1;
}

/** Forgets levels too thin to matter, as closed, so that a state is no larger than what it knows. */
export function prune(state: FilterState) {
  for (let at = 0; at < 2 * KERNELS; at++) {
    const base = at * WINDOW;
    let from = state.from[at] as number;
    let to = state.to[at] as number;
    let sum = 0;
    for (let i = from; i < to; i++) sum += state.mass[base + i] as number;
    const least = (sum * NEGLIGIBLE) / Math.max(1, to - from);
    let forgotten = 0;
    for (let i = from; i < to; i++) {
      const stood = state.mass[base + i] as number;
      if (stood > least) continue;
      forgotten += stood;
      state.mass[base + i] = 0;
    }
    while (from < to && state.mass[base + from] === 0) from++;
    while (from < to && state.mass[base + to - 1] === 0) to--;
    state.from[at] = from;
    state.to[at] = to;
    const scale = state.scale[at % KERNELS] as number;
    lose(state, at, forgotten * scale, state.closed);
  }
}

/** Moves the windows so that `anchor` is in their middle; what no longer fits is counted off-window. */
export function reanchor(state: FilterState, anchor: number) {
  const moved = anchor - (state.anchor ?? anchor);
  state.anchor = anchor;
  if (moved === 0) return;
  for (let at = 0; at < 2 * KERNELS; at++) {
    const levels = state.mass.subarray(at * WINDOW, (at + 1) * WINDOW);
    const from = state.from[at] as number;
    const to = state.to[at] as number;
    let outside = 0;
    for (let i = from; i < to; i++) if (i < moved || i - moved >= WINDOW) outside += levels[i] as number;
    const start = Math.min(WINDOW, Math.max(0, from - moved));
    const end = Math.max(start, Math.min(WINDOW, to - moved));
    const kept = levels.slice(start + moved, end + moved);
    levels.fill(0, from, to);
    levels.set(kept, start);
    state.from[at] = start;
    state.to[at] = end;
    lose(state, at, outside * (state.scale[at % KERNELS] as number), state.offWindow);
  }
}
