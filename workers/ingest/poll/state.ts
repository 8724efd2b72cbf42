import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import type { Hole } from './holes.ts';

/** When something failed last and may be asked again, milliseconds UTC. */
export type Backoff = { failures: number; until: number; error: string; at: number };

/** How far the polls of one exchange have come, and how they went. Times are milliseconds UTC. */
export type PollState = {
  /** When the last run began, and the last one in which something was answered. */
  runAt?: number;
  goodAt?: number;
  /** The exchange as a whole. */
  backoff?: Backoff;
  /** Single questions, by name. */
  questions: Record<string, Backoff>;
  /** Up to where each question has been answered: `candles BTC`, `liquidations usdt BTC_USDT`, `tiers`. */
  done: Record<string, number>;
  /** Up to where the minutes of each poll have been reported as seen. */
  covered: Record<string, number>;
  /** Where the candles of each symbol begin, and where the present began when they were first asked for. */
  backfill: Record<string, { from: number; to: number }>;
  /** The instruments that are followed, by symbol. */
  instruments: Record<string, string>;
  /** Open interest whose candle is still to come, by symbol. */
  standing: Record<string, [time: number, openInterest: number]>;
  /** Symbols of whose market the venue is a small part. */
  minor: string[];
  /** Holes in its feeds that are known and not closed yet, oldest first. */
  holes: Hole[];
  /** Share of the venue's own limit that was used when it last said so. */
  used?: number;
};

export const newPollState = (): PollState => ({
  questions: {},
  done: {},
  covered: {},
  backfill: {},
  instruments: {},
  standing: {},
  minor: [],
  holes: [],
});

/** Runs may begin a little early; beyond that a time that has not come was marked by a clock that was ahead. */
const CLOCK_ERROR = 5 * MINUTE;
/** What is asked for again then: it may have been asked for before it was there. */
const ASKED_AGAIN = DAY;

/**
 * Takes back what a clock that was ahead has left, or nothing would be asked for until that time has come; false where it
 * left nothing.
 */
export function pullBack(state: PollState, now: number): boolean {
  const before = JSON.stringify(state);
  const isAhead = (time: number | undefined) => time !== undefined && time > now + CLOCK_ERROR;
  const again = Math.floor((now - ASKED_AGAIN) / HOUR) * HOUR;
  for (const marks of [state.done, state.covered])
    for (const [name, time] of Object.entries(marks)) if (isAhead(time)) marks[name] = again;
  for (const span of Object.values(state.backfill)) if (isAhead(span.to)) span.to = again + ASKED_AGAIN;
  for (const [symbol, [time]] of Object.entries(state.standing))
    if (isAhead(time)) delete state.standing[symbol];
  for (const [question, { at }] of Object.entries(state.questions))
    if (isAhead(at)) delete state.questions[question];
  if (isAhead(state.backoff?.at)) delete state.backoff;
  if (isAhead(state.goodAt)) state.goodAt = now;
  return JSON.stringify(state) !== before;
}

const FIRST_WAIT = 60_000;
const LONGEST_WAIT = 3_600_000;

/** The next wait after a failure at `now`: doubling up to an hour, less up to half of it by chance, or as the venue said. */
export function backOff(
  previous: Backoff | undefined,
  error: string,
  { now, random, retryAt }: { now: number; random: () => number; retryAt: number | undefined },
): Backoff {
  const failures = (previous?.failures ?? 0) + 1;
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1)) * (1 - random() / 2);
  return { failures, until: Math.max(now + wait, retryAt ?? 0), error: error.slice(0, 300), at: now };
}
