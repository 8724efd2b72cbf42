import type { Exchange } from '../../schema/exchange.ts';
import type { Instrument } from '../../schema/market.ts';
import { DAY, MINUTE } from '../../schema/range.ts';
import type { Env } from '../env.ts';
import type { Adapter } from '../exchange/adapter.ts';
import { forgetFuture } from '../store/forget-future.ts';
import { readPollStates, type StoredPollState, savePollStates } from '../store/poll-states.ts';
import { readFeedCoverage } from '../store/read-feed-coverage.ts';
import { readInstruments, readNamedInstruments } from '../store/read-instruments.ts';
import { readMarketShares } from '../store/read-market-shares.ts';
import type { IngestBatch } from './batch.ts';
import { type Clock, systemClock } from './clock.ts';
import { feedsOf } from './feed/collect-feeds.ts';
import { wakeFeeds } from './feed/wake-feeds.ts';
import { followedAdapters, followedSymbols } from './followed.ts';
import { createAsk } from './poll/ask.ts';
import { cutHoles, type FeedGap } from './poll/holes.ts';
import { pollAll } from './poll/poll-all.ts';
import { repairPolls } from './poll/repair-holes.ts';
import { type Run, startRun } from './poll/run.ts';
import { backOff, newPollState, type PollState } from './poll/state.ts';
import { throughProxy } from './proxy.ts';
import { saveBatch } from './save-batch.ts';

export type PollDependencies = {
  fetch?: typeof globalThis.fetch;
  random?: () => number;
  /** Times out requests; `now` tells the time. */
  clock?: Clock;
  /** Requests to exchanges that one run may send. */
  requests?: number;
  /** Rows that filling in may take of all exchanges together: a fifth of what the free plan writes in a day. */
  backfillRows?: number;
  adapters?: readonly Adapter[];
  /** Whole lists as they were read last, from run to run; without it they are read each time. */
  lists?: KnownLists;
};

/** The contracts of exchanges, and when they were read, milliseconds UTC. */
export type KnownLists = Map<Exchange, { readAt: number; list: Instrument[] }>;

/** What one run did. */
export type PollReport = {
  exchanges: { exchange: Exchange; error: string | undefined }[];
  rowsWritten: number;
};

/** Of the 50 that the free plan gives an invocation: up to ten more go to D1, and one to each object that holds feeds. */
export const REQUESTS = 37;
/** States without news are kept, and holes looked for, this often: every row written is billed. */
const SLOT = 5 * MINUTE;
/** How far back holes in feeds are looked for, and how fresh a minute is that may still be reported. */
const REPAIR_BACK = DAY;
const REPAIR_FRESH = 3 * MINUTE;
/** Requests of one run that closing the holes of one exchange may take: some have hundreds of contracts to ask for. */
const REPAIR_REQUESTS = 10;
/** A venue with less of a symbol's open interest gets coarser candles. */
const MINOR_SHARE = 0.02;
const BACKFILL_ROWS = 20_000;
/** Lists are read anew after so long, whoever else may have written them. */
const LISTS_LIFE = 60 * MINUTE;
/** What filling in a symbol for a year takes: days, hours of a month, five minutes of a day. */
const DEEP_ROWS = 335 + 29 * 24 + 288;

/**
 * One run of the poller, to be called each minute: wakes the feeds, asks what is due of every exchange within the
 * platform's and the venues' limits, and writes what came. An exchange that fails is written down and does not stop the
 * others; what was not asked for lack of requests is due again in the next run.
 */
export async function pollExchanges(
  env: Env,
  now: number,
  dependencies: PollDependencies = {},
): Promise<PollReport> {
  try {
    return await pollDue(env, now, dependencies);
  } finally {
    // Last, because feeds that subscribe contract by contract need the lists.
    for (const woken of await wakeFeeds(env))
      if (woken.status === 'rejected') console.error('feeds: could not be woken', woken.reason);
  }
}

async function pollDue(
  env: Env,
  now: number,
  {
    fetch = globalThis.fetch.bind(globalThis),
    random = Math.random,
    clock: timers = systemClock,
    requests = REQUESTS,
    backfillRows = BACKFILL_ROWS,
    adapters = followedAdapters(env),
    lists = new Map(),
  }: PollDependencies,
): Promise<PollReport> {
  const { DB } = env;
  if (adapters.length === 0) return { exchanges: [], rowsWritten: 0 };
  const stored = new Map((await readPollStates(DB)).map(row => [row.exchange, row]));
  const looksBack = Math.floor(now / MINUTE) % (SLOT / MINUTE) === 1 || stored.size === 0;
  const states = new Map(adapters.map(({ exchange }) => [exchange, parseState(stored.get(exchange))]));
  const symbols = followedSymbols(env);
  if (looksBack) await markMinor(DB, states, symbols, now);
  if (looksBack) {
    const gaps = await findGaps(DB, adapters, now);
    for (const [exchange, state] of states) state.holes = cutHoles(gaps.get(exchange) ?? [], state.holes);
  }
  const instruments = await knownInstruments(DB, adapters, states, { now, lists });
  const budget = { left: requests };
  // What this run is about is what was at `now`; how long it takes counts for the limits.
  const began = timers.now();
  const clock = { ...timers, now: () => now + timers.now() - began };
  const perExchange = backfillRows / adapters.length;
  const runs = adapters.map(adapter => {
    const { exchange } = adapter;
    const state = states.get(exchange) as PollState;
    return startRun({
      ...{ adapter, state, symbols, now, random },
      instruments: instruments.get(exchange) ?? [],
      ask: createAsk(adapter, {
        fetch: (input, init) => fetch(throughProxy(String(input), env.EXCHANGE_PROXY), init),
        ...{ clock, budget },
      }).ask,
      deep: symbol => (symbols.indexOf(symbol) + 1) * DEEP_ROWS <= perExchange,
      minor: symbol => state.minor.includes(symbol),
      repairRequests: REPAIR_REQUESTS,
    });
  });
  const ahead = runs.filter(run => run.wasAhead).map(({ adapter }) => adapter.exchange);
  if (ahead.length > 0) await DB.batch(forgetFuture(DB, ahead, now));
  await pollAll(runs);
  const { rowsWritten, failures } = await saveRuns(DB, runs, now);
  for (const { adapter, batch } of runs)
    if ((batch.instruments ?? []).length > 0) lists.delete(adapter.exchange);
  const rows = runs.flatMap(({ adapter: { exchange }, state, batch }) => {
    const row = stored.get(exchange);
    const failure = failures.get(exchange);
    if (failure !== undefined) {
      // What could not be written has to be asked for again.
      state = {
        ...parseState(row),
        backoff: backOff(state.backoff, failure, { now, random, retryAt: undefined }),
      };
    } else {
      const isDue = !row || Math.floor(row.time / SLOT) < Math.floor(now / SLOT);
      if (!isDue && !hasNews(batch) && !hasMoved(parseState(row), state)) return [];
    }
    return [{ exchange, time: now, state: JSON.stringify(state) }];
  });
  if (rows.length > 0) await DB.batch(savePollStates(DB, rows));
  return {
    exchanges: runs.map(({ adapter, state }) => ({
      exchange: adapter.exchange,
      error: state.backoff?.error,
    })),
    rowsWritten: rowsWritten + rows.length,
  };
}

/** States only grow in what they know: one written by an older version lacks a part, not more. */
const parseState = (row: StoredPollState | undefined): PollState => ({
  ...newPollState(),
  ...(row && (JSON.parse(row.state) as Partial<PollState>)),
});

/**
 * Whether a run learnt what the next must know, or it would ask the same again: whom to leave alone, how far a hole has
 * been closed, what stands. Liquidations that are polled overlap anyhow.
 */
function hasMoved(before: PollState, after: PollState): boolean {
  const known = ({ runAt, goodAt, used, done, ...rest }: PollState) =>
    JSON.stringify([
      rest,
      Object.entries(done).filter(([question]) => !question.startsWith('liquidations ')),
    ]);
  return known(before) !== known(after);
}

const hasNews = (batch: IngestBatch): boolean => Object.values(batch).some(rows => rows.length > 0);

/** All in one write, since each costs a query; where that fails, one by one, so that a bad row is alone in failing. */
async function saveRuns(
  db: D1Database,
  runs: readonly Run[],
  now: number,
): Promise<{ rowsWritten: number; failures: Map<Exchange, string> }> {
  const failures = new Map<Exchange, string>();
  const all: Record<string, unknown[]> = {};
  for (const { batch } of runs)
    for (const [part, rows] of Object.entries(batch)) all[part] = [...(all[part] ?? []), ...rows];
  if (!hasNews(all as IngestBatch)) return { rowsWritten: 0, failures };
  try {
    return { rowsWritten: (await saveBatch(db, all as IngestBatch, now)).rowsWritten, failures };
  } catch (error) {
    console.error('poll: could not write all exchanges at once', error);
  }
  let rowsWritten = 0;
  for (const { adapter, batch } of runs) {
    if (!hasNews(batch)) continue;
    try {
      rowsWritten += (await saveBatch(db, batch, now)).rowsWritten;
    } catch (error) {
      console.error(`poll: what ${adapter.exchange} answered could not be written`, error);
      failures.set(adapter.exchange, `could not be written: ${String(error)}`);
    }
  }
  return { rowsWritten, failures };
}

/** Once a day, which venues are a small part of which symbols. */
async function markMinor(
  db: D1Database,
  states: ReadonlyMap<Exchange, PollState>,
  symbols: readonly string[],
  now: number,
): Promise<void> {
  const [first] = states.values();
  if (!first || (first.done.minor ?? 0) > now - DAY / 4) return;
  const shares = await readMarketShares(db, { symbols, exchanges: [...states.keys()] });
  for (const [exchange, state] of states) {
    state.done.minor = now;
    const small = shares.filter(share => share.exchange === exchange && share.share < MINOR_SHARE);
    state.minor = small.map(({ symbol }) => symbol);
  }
}

/** Holes in the feeds of exchanges that can be asked for what was missed. */
async function findGaps(
  db: D1Database,
  adapters: readonly Adapter[],
  now: number,
): Promise<Map<Exchange, FeedGap[]>> {
  const repairable = adapters.filter(adapter =>
    feedsOf([adapter]).some(
      ({ feed }) => adapter.liquidations && repairPolls(adapter.liquidations, feed.name).length,
    ),
  );
  const exchanges = repairable.map(({ exchange }) => exchange);
  const shared = new Set(repairable.filter(a => a.liquidations?.sharedIdentity).map(a => a.exchange));
  const [from, to] = [now - REPAIR_BACK, Math.floor((now - REPAIR_FRESH) / SLOT) * SLOT];
  const coverage = await readFeedCoverage(db, { exchanges, from, to });
  const gaps = coverage.flatMap(({ exchange, feed, gaps, blind, firstReport = to }) =>
    (shared.has(exchange) ? gaps : blind)
      .filter(([, end]) => end > firstReport)
      .map(([start, end]) => ({
        exchange,
        feed,
        from: Math.max(start, firstReport),
        to: end,
        blind: !shared.has(exchange),
      })),
  );
  return Map.groupBy(gaps, gap => gap.exchange);
}

/** The whole lists where liquidations are polled or repaired; else the followed contracts, which are fewer rows read. */
async function knownInstruments(
  db: D1Database,
  adapters: readonly Adapter[],
  states: ReadonlyMap<Exchange, PollState>,
  { now, lists: known }: { now: number; lists: KnownLists },
) {
  const repairs = ({ holes, backoff }: PollState) => holes.length > 0 && (backoff?.until ?? 0) <= now;
  const whole = adapters
    .filter(
      ({ exchange, liquidations }) =>
        liquidations?.primary === 'poll' || repairs(states.get(exchange) as PollState),
    )
    .map(({ exchange }) => exchange);
  // Some have a thousand rows, and D1 bills every row that is read.
  const missing = whole.filter(exchange => !((known.get(exchange)?.readAt ?? 0) > now - LISTS_LIFE));
  if (missing.length > 0) {
    const read = await readInstruments(db, missing);
    for (const exchange of missing) known.set(exchange, { readAt: now, list: read.get(exchange) ?? [] });
  }
  const lists = new Map(whole.map(exchange => [exchange, known.get(exchange)?.list ?? []]));
  const named = [...states].flatMap(([exchange, { instruments }]) =>
    whole.includes(exchange) ? [] : Object.values(instruments).map(instrument => ({ exchange, instrument })),
  );
  for (const instrument of named.length > 0 ? await readNamedInstruments(db, named) : [])
    lists.set(instrument.exchange, [...(lists.get(instrument.exchange) ?? []), instrument]);
  return lists;
}
