import { fromBase64, toBase64 } from './base64.ts';
import { KERNELS } from './leverage.ts';
import { createFilter, type FilterState, MODEL_VERSION, WINDOW } from './state.ts';

/** Single numbers of the state, in their order in the text. */
const NUMBERS = ['close', 'openingRate', 'rangeRate', 'averagedHours', 'hoursSincePrune'] as const;
const OPTIONAL_NUMBERS = ['until', 'openInterest', 'anchor'] as const;
const ARRAYS = [
  'scale',
  'total',
  'opened',
  'swept',
  'closed',
  'offWindow',
  'surpriseObserved',
  'surpriseForecast',
  'surpriseSize',
  'surpriseHours',
  'weights',
] as const;

const KINDS = ['linear', 'inverse'] as const;

/**
 * The state as base64: version, rules and numbers (float64), then each kernel's levels from its first to its
 * last (float32), little-endian. Equal states give equal text.
 */
export function encodeState(state: FilterState): string {
  const { kind, maintenanceMarginRate, maxLeverage, reportingShare } = state.rules;
  const numbers = [
    MODEL_VERSION,
    KINDS.indexOf(kind),
    maintenanceMarginRate,
    maxLeverage,
    reportingShare,
    ...NUMBERS.map(name => state[name]),
    ...OPTIONAL_NUMBERS.map(name => state[name] ?? Number.NaN),
    ...ARRAYS.flatMap(name => [...state[name]]),
  ];
  let levels = 0;
  for (let at = 0; at < 2 * KERNELS; at++) levels += (state.to[at] as number) - (state.from[at] as number);
  const bytes = new Uint8Array(numbers.length * 8 + 2 * KERNELS * 4 + levels * 4);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const number of numbers) {
    view.setFloat64(offset, number, true);
    offset += 8;
  }
  for (let at = 0; at < 2 * KERNELS; at++) {
    const from = state.from[at] as number;
    const to = state.to[at] as number;
    view.setUint16(offset, from, true);
    view.setUint16(offset + 2, to, true);
    offset += 4;
    for (let i = from; i < to; i++) {
      view.setFloat32(offset, state.mass[at * WINDOW + i] as number, true);
      offset += 4;
    }
  }
  return toBase64(bytes);
}

/** Reads `encodeState`'s text; throws a RangeError for another version's state and for text that was cut. */
export function decodeState(text: string): FilterState {
  const bytes = fromBase64(text);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  const number = () => {
    if (offset + 8 > bytes.length)
      throw new RangeError(`model state: expected more than ${bytes.length} bytes`);
    offset += 8;
    return view.getFloat64(offset - 8, true);
  };
  const version = number();
  if (version !== MODEL_VERSION) {
    throw new RangeError(`model state: expected version ${MODEL_VERSION}, got ${version}`);
  }
  const state = createFilter({
    kind: KINDS[number()] ?? 'linear',
    maintenanceMarginRate: number(),
    maxLeverage: number(),
    reportingShare: number(),
  });
  for (const name of NUMBERS) state[name] = number();
  for (const name of OPTIONAL_NUMBERS) {
    const value = number();
    state[name] = Number.isNaN(value) ? undefined : value;
  }
  for (const name of ARRAYS) for (let i = 0; i < state[name].length; i++) state[name][i] = number();
  for (let at = 0; at < 2 * KERNELS; at++) {
    if (offset + 4 > bytes.length)
      throw new RangeError(`model state: expected more than ${bytes.length} bytes`);
    const from = view.getUint16(offset, true);
    const to = view.getUint16(offset + 2, true);
    offset += 4;
    if (!(from <= to && to <= WINDOW && offset + (to - from) * 4 <= bytes.length)) {
      throw new RangeError(
        `model state: expected levels ${from} to ${to} within ${WINDOW} and ${bytes.length} bytes`,
      );
    }
    state.from[at] = from;
    state.to[at] = to;
    for (let i = from; i < to; i++) {
      state.mass[at * WINDOW + i] = view.getFloat32(offset, true);
      offset += 4;
    }
  }
  if (offset !== bytes.length)
    throw new RangeError(`model state: expected ${offset} bytes, got ${bytes.length}`);
  return state;
}
