import type {
  Candle,
  FeedMinute,
  Instrument,
  Liquidation,
  MarginTier,
  TimedReject,
} from '../../../schema/market.ts';
import type { Adapter, Context } from '../../exchange/adapter.ts';
import type { RowReject, Rows } from '../../exchange/market-data.ts';
import type { IngestBatch } from '../batch.ts';
import { messageOf } from '../message-of.ts';
import { type Ask, AskError } from './ask.ts';
import { mainInstrument } from './main-instrument.ts';
import { backOff, type PollState, pullBack } from './state.ts';

export type RunSettings = {
  adapter: Adapter;
  /** Is changed as the run goes. */
  state: PollState;
  /** What is known of the venue's contracts: all of them, or at least the followed ones. */
  instruments: readonly Instrument[];
  symbols: readonly string[];
  now: number;
  ask: Ask;
  random: () => number;
  /** Requests that closing holes may take of this run, so that what is less urgent gets its turn as well. */
  repairRequests: number;
  /** Whether a symbol that is new may be filled in for a year, or for a day only. */
  deep: (symbol: string) => boolean;
  /** Whether the venue is so small a part of a symbol's market that coarser candles do. */
  minor: (symbol: string) => boolean;
};

/** One exchange's part of one run of the poller: what is asked, what came, how it went. */
export type Run = RunSettings & {
  batch: Required<Omit<IngestBatch, 'liquidationBars'>>;
  context: Context;
  /** The clock was ahead when this exchange was asked before: what it reported of later minutes is not so. */
  wasAhead: boolean;
  /** The followed contracts that are known, by symbol, in the order followed. */
  followed: () => [symbol: string, instrument: Instrument][];
  /** Does one question unless it is backing off; a failure that reaches further ends the run. */
  attempt: (question: string, answer: () => Promise<void>) => Promise<void>;
  /** Whether the exchange is not to be asked any more in this run. */
  ended: () => boolean;
  listed: (rows: readonly Instrument[]) => void;
  /** USD per base unit at the last close that this run brought; undefined where it brought none. */
  priceOf: (instrument: Instrument) => number | undefined;
  /** Notes rows that were set aside, so many of a run. */
  setAside: (rejects: readonly RowReject[]) => void;
};

/** Rows set aside that one run notes: a venue that changes its format makes every row one. */
const MAX_SET_ASIDE = 20;

export function startRun(settings: RunSettings): Run {
  const { adapter, state, now, random, symbols } = settings;
  const { exchange } = adapter;
  const batch = {
    instruments: [] as Instrument[],
    marginTiers: [] as MarginTier[],
    candles: [] as ({ symbol: string; exchange: typeof exchange } & Candle)[],
    openInterest: [],
    accountRatios: [],
    liquidations: [] as Liquidation[],
    secondHand: [] as Liquidation[],
    coverage: [] as FeedMinute[],
    rejects: [] as TimedReject[],
  };
  let known = new Map(settings.instruments.map(row => [row.instrument, row]));
  let noted = 0;
  const wasAhead = pullBack(state, now);
  let ended = (state.backoff?.until ?? 0) > now;
  if (!ended) state.runAt = now;

  const fail = (question: string, error: unknown) => {
    const [message, reach, retryAt] =
      error instanceof AskError
        ? ([error.message, error.reach, error.retryAt] as const)
        : ([messageOf(error), 'question', undefined] as const);
    if (reach !== 'question') ended = true;
    if (reach === 'run') return;
    if (reach === 'exchange') state.backoff = backOff(state.backoff, message, { now, random, retryAt });
    else state.questions[question] = backOff(state.questions[question], message, { now, random, retryAt });
    // What a venue said and nobody could read is kept for who mends the adapter.
    if (!(error instanceof AskError))
      batch.rejects.push({ source: exchange, time: now, reason: message, payload: question });
  };

  return {
    ...settings,
    batch,
    wasAhead,
    context: { instrument: name => known.get(name) },
    followed: () =>
      symbols.flatMap((symbol): [string, Instrument][] => {
        const named = state.instruments[symbol];
        const instrument = named === undefined ? undefined : known.get(named);
        return instrument ? [[symbol, instrument]] : [];
      }),
    ended: () => ended,
    priceOf: ({ symbol }) => batch.candles.findLast(candle => candle.symbol === symbol)?.close,
    setAside(rejects) {
      const room = Math.max(0, MAX_SET_ASIDE - noted);
      noted += rejects.length;
      for (const { reason, payload } of rejects.slice(0, room))
        batch.rejects.push({ source: exchange, time: now, reason, payload });
    },
    async attempt(question, answer) {
      if (ended || (state.questions[question]?.until ?? 0) > now) return;
      try {
        await answer();
        state.goodAt = now;
        delete state.questions[question];
        if (!ended) delete state.backoff;
      } catch (error) {
        fail(question, error);
      }
    },
    listed(rows) {
      known = new Map(rows.map(row => [row.instrument, row]));
      for (const symbol of symbols) {
        const main = mainInstrument(rows, symbol);
        if (main) state.instruments[symbol] = main.instrument;
        else delete state.instruments[symbol];
      }
    },
  };
}

/** Rows that could not be read, as a question that was not answered: the venue changed its format, or the adapter is wrong. */
export const unread = (rejects: readonly { reason: string }[]): AskError =>
  new AskError('question', `${rejects.length} rows could not be read: ${rejects[0]?.reason}`);

/** The rows of an answer, where it has any but those that were set aside; those are noted. Throws an `AskError` else. */
export function rowsOf<Row>(run: Pick<Run, 'setAside'>, { rows, rejects }: Rows<Row>): Row[] {
  run.setAside(rejects);
  if (rows.length === 0 && rejects.length > 0) throw unread(rejects);
  return rows;
}
