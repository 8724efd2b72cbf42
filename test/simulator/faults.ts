import { createRandom } from '../../workers/local/market/random.ts';

/**
 * What can go wrong at a venue.
 * - `refused`: connections are cut and none is taken.
 * - `status`: REST and upgrades answer with `value` (403, 418, 429, 451, 500), 418 and 429 with Retry-After.
 * - `slow`: answers and frames come `value` milliseconds late.
 * - `half-open`: sockets stay open and carry nothing more, not even a pong; requests are never answered.
 * - `garbage`: frames are broken gzip, answers broken JSON.
 * - `duplicate`: each frame comes twice. `reorder`: a frame's rows come backwards, frames in pairs swapped.
 * - `delay`: frames come `value` milliseconds late, their times unchanged.
 * - `new-field`: rows bear a field that nobody knows. `missing-field`: rows lack one that is needed.
 * - `renamed-channel`: subscriptions are confirmed and stay silent.
 * - `clock`: the venue's clock is off by `value` milliseconds.
 */
export const FAULT_KINDS = [
  'refused',
  'status',
  'slow',
  'half-open',
  'garbage',
  'duplicate',
  'reorder',
  'delay',
  'new-field',
  'missing-field',
  'renamed-channel',
  'clock',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Holds in [from, to), milliseconds of the simulator's clock. */
export type Fault = { exchange: string; kind: FaultKind; from: number; to: number; value?: number };

export type Faults = {
  add: (fault: Fault) => void;
  all: () => readonly Fault[];
  /** The fault of a kind that holds at a venue now. */
  at: (exchange: string, kind: FaultKind, now: number) => Fault | undefined;
};

export function createFaults(): Faults {
  const faults: Fault[] = [];
  return {
    add: fault => {
      if (!(fault.from < fault.to))
        throw new RangeError(`fault: expected from before to, got ${fault.from}, ${fault.to}`);
      faults.push(fault);
    },
    all: () => faults,
    at: (exchange, kind, now) =>
      faults.find(
        fault => fault.exchange === exchange && fault.kind === kind && now >= fault.from && now < fault.to,
      ),
  };
}

const STATUSES = [403, 418, 429, 451, 500] as const;

/** Faults at random, the same for the same seed: every kind at every venue is as likely as any other. */
export function randomFaults(options: {
  seed: number;
  exchanges: readonly string[];
  from: number;
  to: number;
  count: number;
  /** Longest fault, milliseconds. */
  longest: number;
  kinds?: readonly FaultKind[];
}): Fault[] {
  const { seed, exchanges, from, to, count, longest, kinds = FAULT_KINDS } = options;
  const random = createRandom(seed, 11);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random.uniform() * items.length)] as Item;
  return Array.from({ length: count }, () => {
    const start = Math.floor(from + random.uniform() * (to - from));
    const end = Math.min(to, start + Math.ceil((0.1 + 0.9 * random.uniform()) * longest));
    const fault: Fault = {
      exchange: pick(exchanges),
      kind: pick(kinds),
      from: start,
      to: Math.max(end, start + 1),
    };
    return { ...fault, ...amountOf(fault.kind) };
  });

  function amountOf(kind: FaultKind): { value?: number } {
    if (kind === 'status') return { value: pick(STATUSES) };
    if (kind === 'slow') return { value: Math.ceil(random.uniform() * 3_000) };
    if (kind === 'delay') return { value: Math.ceil(random.uniform() * 60_000) };
    // Off by one to five minutes, either way.
    if (kind === 'clock')
      return { value: Math.round((1 + 4 * random.uniform()) * 60_000) * (random.uniform() < 0.5 ? -1 : 1) };
    return {};
  }
}
