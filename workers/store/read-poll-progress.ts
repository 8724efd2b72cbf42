import type { Exchange } from '../../schema/exchange.ts';
import { readPollStates } from './poll-states.ts';

/** How the polls of one exchange stand. Times are milliseconds UTC. */
export type PollProgress = {
  exchange: Exchange;
  /** When something was last answered; undefined where nothing ever was. */
  goodAt?: number;
  /** Why the exchange is not being asked, and until when. */
  backoff?: { error: string; until: number };
  /** Questions that fail while others are answered, by name: `candles BTC`. */
  questions: { question: string; error: string; until: number }[];
  /** Filling in the candles of each followed symbol: done up to `done` of [from, to). */
  backfill: { symbol: string; from: number; to: number; done: number; share: number }[];
};

/** The parts of a state that progress is told from; what the poller writes is `ingest/poll/state.ts`. */
type State = {
  goodAt?: number;
  backoff?: { error: string; until: number };
  questions?: Record<string, { error: string; until: number }>;
  done?: Record<string, number>;
  backfill?: Record<string, { from: number; to: number }>;
};

/** How far the polls of every exchange have come, by exchange. */
export async function readPollProgress(db: D1Database): Promise<PollProgress[]> {
  return (await readPollStates(db)).map(({ exchange, state }) => {
    const { goodAt, backoff, questions = {}, done = {}, backfill = {} } = JSON.parse(state) as State;
    return {
      exchange,
      ...(goodAt !== undefined && { goodAt }),
      ...(backoff && { backoff: { error: backoff.error, until: backoff.until } }),
      questions: Object.entries(questions).map(([question, { error, until }]) => ({
        question,
        error,
        until,
      })),
      backfill: Object.entries(backfill).map(([symbol, { from, to }]) => {
        const reached = Math.min(to, Math.max(from, done[`candles ${symbol}`] ?? from));
        return { symbol, from, to, done: reached, share: to > from ? (reached - from) / (to - from) : 1 };
      }),
    };
  });
}
