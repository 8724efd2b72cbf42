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
});

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
