import type { LevelColumn } from '../../schema/lattice.ts';
import { LEVERAGE_GROUP_NAMES, type LeverageGroup, perLeverageGroup } from '../../schema/leverage-group.ts';
import { COMPARTMENTS, GROUP_OF_LEVERAGE, KERNELS } from './leverage.ts';
import { standingSpan } from './standing.ts';
import { type FilterState, SPAN, WINDOW } from './state.ts';
import { surpriseFactor } from './surprise.ts';
import { uncertainty } from './uncertainty.ts';
import { levelValues, spanStart, windowOffset } from './window.ts';

/** What stands, with what the model does not know about it. All arrays run over the same levels. */
export type StandingMap = LevelColumn & {
  /** The mean by leverage group; they sum to `usd`. */
  groups: Record<LeverageGroup, Float64Array>;
  /** USD that 10 % and 90 % of the weights the data allow would give. */
  low: Float64Array;
  high: Float64Array;
  /** Part of the mean, 0 to 1, that rests on weights the data have hardly tested; 0 where nothing stands. */
  priorShare: Float64Array;
};

/** Of the standard normal distribution: 90 % lie below. */
const NORMAL_90 = 1.2815515655446004;

const GROUP_COUNT = LEVERAGE_GROUP_NAMES.length;

/** Places of the arrays of a map in its room, SPAN levels each: behind those of the groups. */
const ARRAYS = { priorShare: GROUP_COUNT, low: GROUP_COUNT + 1, high: GROUP_COUNT + 2 };
const ARRAY_COUNT = GROUP_COUNT + 3;

/** Memory for one map after another: taking new memory costs half as much as filling it. */
export const standingRoom = (): Float64Array => new Float64Array(ARRAY_COUNT * SPAN);

/**
 * `standing` with its provenance: by leverage group, with the 10–90 % band of its weights (independent gammas whose
 * spread is the fit's curvature times its dispersion), and with the share that is still the prior's.
 *
 * The column `usd` is the caller's to keep. The other arrays of a map in a `room` of `standingRoom` hold until the
 * room is used again; without one they are the caller's too.
 */
export function standingMap(state: FilterState, room = standingRoom()): StandingMap {
  const { start, end } = standingSpan(state);
  const levels = end - start;
  const reach = sumKernels(state, start, levels);
  const usd = new Float64Array(levels);
  // Most levels are out of reach of the groups beyond the first, and are then not written.
  room.fill(0, SPAN, GROUP_COUNT * SPAN);
  const values = levelValues(state).subarray(start);
  spread(values, reach, usd, room);
  finish(values, usd, room);
  const array = (place: number) => room.subarray(place * SPAN, place * SPAN + levels);
  return {
    firstLevel: spanStart(state.anchor ?? 0) + start,
    usd,
    groups: perLeverageGroup(group => array(LEVERAGE_GROUP_NAMES.indexOf(group))),
    low: array(ARRAYS.low),
    high: array(ARRAYS.high),
    priorShare: array(ARRAYS.priorShare),
  };
}

/**
 * Sums over kernels of a level, in quantities, side by side: the prior's part of the mean (0), its squared spread (1),
 * and from there on the mean by group.
 */
const GROUP_SUMS = 2;
const SUM_COUNT = GROUP_SUMS + GROUP_COUNT;

/** What a kernel's stored level adds to the mean, to the prior's part of it, and, squared, to the variance. */
const FACTOR_COUNT = 3;

// Both are used only within a call of `standingMap`. An array that is always the same one is indexed a fifth faster.
const sums = new Float64Array(SUM_COUNT * SPAN);
const factors = new Float64Array(2 * KERNELS * FACTOR_COUNT);

/** Returns the levels, as [from, to), beyond which only the first group may stand. */
function sumKernels(state: FilterState, start: number, levels: number): { from: number; to: number } {
  const reach = { from: levels, to: 0 };
  sums.fill(0, 0, SUM_COUNT * levels);
  setFactors(state);
  for (let side = 0; side < 2; side++) {
    const shift = windowOffset(side) - start;
    for (const [bucket, group] of GROUP_OF_LEVERAGE.entries()) {
      addLeverage(state, side, bucket, shift, GROUP_SUMS + group);
      const young = side * KERNELS + bucket * COMPARTMENTS;
      for (let kernel = young; group > 0 && kernel < young + COMPARTMENTS; kernel++) {
        const from = state.from[kernel] as number;
        const to = state.to[kernel] as number;
        if (from === to) continue;
        reach.from = Math.min(reach.from, shift + from);
        reach.to = Math.max(reach.to, shift + to);
      }
    }
  }
  return reach;
}

function setFactors(state: FilterState) {
  const uncertaintyOf = uncertainty(state);
  const surprise = [surpriseFactor(state, 0), surpriseFactor(state, 1)];
  for (let kernel = 0; kernel < KERNELS; kernel++) {
    const { variance, priorShare } = uncertaintyOf(kernel);
    for (let side = 0; side < 2; side++) {
      const factor = (surprise[side] as number) * (state.scale[kernel] as number);
      const mean = factor * (state.weights[kernel] as number);
      const at = (side * KERNELS + kernel) * FACTOR_COUNT;
      factors[at] = mean;
      factors[at + 1] = mean * priorShare;
      factors[at + 2] = factor * factor * variance;
    }
  }
}

/** Adds a side's leverage. Where young positions stand they are read together with the old, which halves the writing. */
function addLeverage(
  { mass, from, to }: FilterState,
  side: number,
  bucket: number,
  shift: number,
  group: number,
) {
  const young = side * KERNELS + bucket * COMPARTMENTS;
  const old = young + 1;
  const youngFrom = from[young] as number;
  const youngTo = to[young] as number;
  const oldFrom = from[old] as number;
  const oldTo = to[old] as number;
  if (youngFrom === youngTo) {
    addOld(mass, old, oldFrom, oldTo, shift, group);
    return;
  }
  addOld(mass, old, oldFrom, Math.min(oldTo, youngFrom), shift, group);
  addBoth(mass, old, youngFrom, youngTo, shift, group);
  addOld(mass, old, Math.max(oldFrom, youngTo), oldTo, shift, group);
}

// The loops below are nearly all that a map costs. An index cut to 32 bits (| 0) is not checked for overflow, and a
// constant of the module is read again in every turn unless it is copied.

function addOld(
  mass: Float32Array,
  kernel: number,
  first: number,
  end: number,
  shift: number,
  group: number,
) {
  const at = kernel * FACTOR_COUNT;
  const toMean = factors[at] as number;
  const toPrior = factors[at + 1] as number;
  const toSquare = factors[at + 2] as number;
  const count = SUM_COUNT;
  const base = kernel * WINDOW;
  const last = base + end;
  for (
    let i = base + first, sum = count * (shift + first);
    i < last;
    i = (i + 1) | 0, sum = (sum + count) | 0
  ) {
    const stands = mass[i] as number;
    const square = (sum + 1) | 0;
    const mean = (sum + group) | 0;
    sums[sum] = (sums[sum] as number) + toPrior * stands;
    sums[square] = (sums[square] as number) + toSquare * stands * stands;
    sums[mean] = (sums[mean] as number) + toMean * stands;
  }
}

/** What `addOld` does, with the young positions of the same leverage, whose kernel lies before. */
function addBoth(
  mass: Float32Array,
  kernel: number,
  first: number,
  end: number,
  shift: number,
  group: number,
) {
  const at = (kernel - 1) * FACTOR_COUNT;
  const youngToMean = factors[at] as number;
  const youngToPrior = factors[at + 1] as number;
  const youngToSquare = factors[at + 2] as number;
  const oldToMean = factors[at + 3] as number;
  const oldToPrior = factors[at + 4] as number;
  const oldToSquare = factors[at + 5] as number;
  const window = WINDOW;
  const count = SUM_COUNT;
  const base = kernel * WINDOW;
  const last = base + end;
  for (
    let i = base + first, sum = count * (shift + first);
    i < last;
    i = (i + 1) | 0, sum = (sum + count) | 0
  ) {
    const young = mass[(i - window) | 0] as number;
    const old = mass[i] as number;
    const square = (sum + 1) | 0;
    const mean = (sum + group) | 0;
    sums[sum] = (sums[sum] as number) + youngToPrior * young + oldToPrior * old;
    sums[square] = (sums[square] as number) + youngToSquare * young * young + oldToSquare * old * old;
    sums[mean] = (sums[mean] as number) + youngToMean * young + oldToMean * old;
  }
}

/** Writes the groups beyond the first where they may stand, and the mean there, still in quantities. */
function spread(
  values: Float64Array,
  { from, to }: { from: number; to: number },
  means: Float64Array,
  room: Float64Array,
) {
  for (let i = from; i < to; i++) {
    let mean = sums[i * SUM_COUNT + GROUP_SUMS] as number;
    for (let group = 1; group < GROUP_COUNT; group++) {
      const part = sums[i * SUM_COUNT + GROUP_SUMS + group] as number;
      mean += part;
      room[group * SPAN + i] = part * (values[i] as number);
    }
    means[i] = mean;
  }
}

/** Turns the sums into USD, share and band. */
function finish(values: Float64Array, usd: Float64Array, room: Float64Array) {
  const levels = usd.length;
  const count = SUM_COUNT;
  const span = SPAN;
  const others = GROUP_COUNT * SPAN;
  for (let i = 0, sum = 0; i < levels; i++, sum = (sum + count) | 0) {
    const value = values[i] as number;
    const slowest = sums[(sum + 2) | 0] as number;
    // What `spread` left there.
    const near = usd[i] as number;
    const mean = near > 0 ? near : slowest;
    const meanUsd = mean * value;
    const inverse = mean > 0 ? 1 / mean : 0;
    const assumed = (sums[sum] as number) * inverse;
    // Wilson and Hilferty (1931): the cube root of a gamma variable is nearly normal.
    const third = (Math.sqrt(sums[(sum + 1) | 0] as number) * inverse) / 3;
    const middle = 1 - third * third;
    const below = middle - NORMAL_90 * third;
    const above = middle + NORMAL_90 * third;
    usd[i] = meanUsd;
    // In the order of ARRAYS.
    room[i] = slowest * value;
    let at = (i + others) | 0;
    room[at] = assumed < 1 ? assumed : 1;
    at = (at + span) | 0;
    room[at] = below > 0 ? meanUsd * below * below * below : 0;
    at = (at + span) | 0;
    room[at] = above > 1 ? meanUsd * above * above * above : meanUsd;
  }
}
