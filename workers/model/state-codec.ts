import { fromBase64, toBase64 } from './base64.ts';
import { KERNELS } from './leverage.ts';
import type { ContractKind } from './margin.ts';
import { createFilter, type FilterState, MODEL_VERSION, WINDOW } from './state.ts';

/** How a stored state names the kind of its market: never changed. */
const STORED_KINDS = { linear: 0, inverse: 1 } as const satisfies Record<ContractKind, number>;

/** The numbers of a state, in their order in the text. */
const NUMBERS = [
  'close',
  'openingRate',
  'rangeRate',
  'averagedHours',
  'recentHours',
  'hoursSincePrune',
] as const;
const OPTIONAL_NUMBERS = ['until', 'openInterest', 'anchor'] as const;
const LEARNED_NUMBERS = ['observed', 'priorForecast', 'rows', 'hours', 'dispersion'] as const;
const PENDING_NUMBERS = ['from', 'reportedUntil'] as const;

const arraysOf = ({ learned, pending, ...state }: FilterState): Float64Array[] => [
  state.scale,
  state.total,
  state.opened,
  state.swept,
  state.closed,
  state.offWindow,
  state.recentObserved,
  state.recentColumns,
  state.weights,
  learned.attributed,
  learned.exposed,
  learned.curvature,
  pending.observed,
  pending.columns,
];

/**
 * The state as base64: version, rules and numbers (float64), then each kernel's levels from its first to its
 * last (float32), in the byte order of all hosts there are, little-endian. Equal states give equal text.
 */
export function encodeState(state: FilterState): string {
  const { rules, learned, pending } = state;
  const numbers = [
    MODEL_VERSION,
    STORED_KINDS[rules.kind],
    rules.maintenanceMarginRate,
    rules.maxLeverage,
    rules.reportingShare,
    ...NUMBERS.map(name => state[name]),
    ...OPTIONAL_NUMBERS.map(name => state[name] ?? Number.NaN),
    ...LEARNED_NUMBERS.map(name => learned[name]),
    ...PENDING_NUMBERS.map(name => pending[name]),
    ...arraysOf(state).flatMap(array => [...array]),
  ];
  let levels = 0;
  for (let at = 0; at < 2 * KERNELS; at++) levels += (state.to[at] as number) - (state.from[at] as number);
  const bytes = new Uint8Array(numbers.length * 8 + 2 * KERNELS * 4 + levels * 4);
  new Float64Array(bytes.buffer, 0, numbers.length).set(numbers);
  let offset = numbers.length * 8;
  for (let at = 0; at < 2 * KERNELS; at++) {
    const from = state.from[at] as number;
    const to = state.to[at] as number;
    new Uint16Array(bytes.buffer, offset, 2).set([from, to]);
    const held = state.mass.subarray(at * WINDOW + from, at * WINDOW + to);
    new Float32Array(bytes.buffer, offset + 4, to - from).set(held);
    offset += 4 + (to - from) * 4;
  }
  return toBase64(bytes);
}

/** Reads `encodeState`'s text; throws a RangeError for another version's state and for text that was cut. */
export function decodeState(text: string): FilterState {
  const bytes = fromBase64(text);
  let offset = 0;
  /** The next bytes, checked to be there. */
  const next = (length: number): [ArrayBuffer, number] => {
    if (offset + length > bytes.length) {
      throw new RangeError(`model state: expected ${offset + length} bytes or more, got ${bytes.length}`);
    }
    offset += length;
    return [bytes.buffer, offset - length];
  };
  const number = () => new Float64Array(...next(8), 1)[0] as number;
  const version = number();
  if (version !== MODEL_VERSION) {
    throw new RangeError(`model state: expected version ${MODEL_VERSION}, got ${version}`);
  }
  const state = createFilter({
    kind: kindOf(number()),
    maintenanceMarginRate: number(),
    maxLeverage: number(),
    reportingShare: number(),
  });
  for (const name of NUMBERS) state[name] = number();
  for (const name of OPTIONAL_NUMBERS) {
    const value = number();
    state[name] = Number.isNaN(value) ? undefined : value;
  }
  for (const name of LEARNED_NUMBERS) state.learned[name] = number();
  for (const name of PENDING_NUMBERS) state.pending[name] = number();
  for (const array of arraysOf(state)) array.set(new Float64Array(...next(array.length * 8), array.length));
  for (let at = 0; at < 2 * KERNELS; at++) {
    const [from = 0, to = 0] = new Uint16Array(...next(4), 2);
    if (!(from <= to && to <= WINDOW)) {
      throw new RangeError(`model state: expected levels within 0 to ${WINDOW}, got ${from} to ${to}`);
    }
    state.from[at] = from;
    state.to[at] = to;
    state.mass.set(new Float32Array(...next((to - from) * 4), to - from), at * WINDOW + from);
  }
  if (offset !== bytes.length) {
    throw new RangeError(`model state: expected ${offset} bytes, got ${bytes.length}`);
  }
  return state;
}

function kindOf(code: number): ContractKind {
  if (code === STORED_KINDS.linear) return 'linear';
  if (code === STORED_KINDS.inverse) return 'inverse';
  throw new RangeError(`model state: expected 0 or 1 for the kind, got ${code}`);
}
