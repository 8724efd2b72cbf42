import type { Exchange } from '../../schema/exchange.ts';
import { DAY, MINUTE } from '../../schema/range.ts';
import type { Adapter } from '../exchange/adapter.ts';
import { type Clock, sleep } from '../ingest/clock.ts';
import { collectFeeds, feedsOf, REPORT_EVERY } from '../ingest/feed/collect-feeds.ts';
import { rememberMinutes } from '../ingest/feed/seen-minutes.ts';
import type { Connect } from '../ingest/feed/socket.ts';
import { messageOf } from '../ingest/message-of.ts';
import { createOutbox } from '../ingest/outbox.ts';
import { createAsk } from '../ingest/poll/ask.ts';
import { cutHoles, type FeedGap } from '../ingest/poll/holes.ts';
import { pollAll } from '../ingest/poll/poll-all.ts';
import { startRun } from '../ingest/poll/run.ts';
import { newPollState, type PollState } from '../ingest/poll/state.ts';
import { throughProxy } from '../ingest/proxy.ts';
import { type Memory, openMemory } from './memory.ts';
import type { Spool } from './spool.ts';

export type RelaySettings = {
  adapters: readonly Adapter[];
  symbols: readonly string[];
  spool: Spool;
  /** Where how far the polls have come is kept between runs of the process. */
  folder: string;
  clock: Clock;
  connect: Connect;
  fetch: typeof globalThis.fetch;
  random: () => number;
  proxy?: string | undefined;
  log?: (line: string) => void;
};

const FLUSH_EVERY = 15_000;
/** Outside Cloudflare only the venues' own limits hold. */
const REQUESTS = 1_000;
/** Symbols that are filled in for a year, the first ones: some 1,300 rows each and exchange. */
const DEEP_SYMBOLS = 3;
const REPAIR_BACK = DAY;
/** A minute may be reported late by so much before it counts as a hole. */
const REPAIR_FRESH = 8 * MINUTE;
/** Requests of one run that closing the holes of one exchange may take. */
const REPAIR_REQUESTS = 500;

/**
 * The same polls and feeds as in the Worker, for whoever runs it: `poll` once, or `run` until `stop`. All that is read
 * goes to the spool.
 */
export async function createRelay({
  adapters,
  symbols,
  spool,
  folder,
  clock,
  connect,
  fetch,
  random,
  proxy,
  log = () => {},
}: RelaySettings) {
  const { memory, keep } = await openMemory(folder, log);
  const seen = rememberMinutes(REPAIR_BACK);
  recallHoles(seen, memory, adapters, clock.now());
  const outbox = createOutbox({
    save: async batch => {
      await spool.put(batch);
      seen.note(batch.coverage ?? []);
    },
    lost: (...loss) => feeds.lost(...loss),
  });
  const listsOf = () => Map.groupBy(memory.instruments, ({ exchange }): Exchange => exchange);
  const feeds = collectFeeds({
    ...{ adapters, clock, random, outbox },
    connect: (url, events) => connect(throughProxy(url, proxy), events),
    instruments: async () => listsOf(),
  });
  let stopped = false;

  async function poll(): Promise<void> {
    const now = clock.now();
    const lists = listsOf();
    const budget = { left: REQUESTS };
    const runs = adapters.map(adapter => {
      const { exchange } = adapter;
      const state = { ...newPollState(), ...structuredClone(memory.states[exchange]) };
      const gaps = seen.gaps(exchange, now, { blind: !adapter.liquidations?.sharedIdentity });
      state.holes = cutHoles(
        gaps.flatMap(gap => untilSettled(gap, now)),
        state.holes,
      );
      return startRun({
        ...{ adapter, state, symbols, now, random },
        instruments: lists.get(exchange) ?? [],
        ask: createAsk(adapter, {
          fetch: (input, init) => fetch(throughProxy(String(input), proxy), init),
          ...{ clock, budget },
        }).ask,
        deep: symbol => symbols.indexOf(symbol) < DEEP_SYMBOLS,
        minor: symbol => state.minor.includes(symbol),
        repairRequests: REPAIR_REQUESTS,
      });
    });
    await pollAll(runs);
    for (const { adapter, batch, state } of runs) {
      if (state.backoff?.at === now) log(`${adapter.exchange}: ${state.backoff.error}`);
      // Only what is in the spool counts as done.
      await spool.put(batch);
      memory.states[adapter.exchange] = state;
      seen.note(batch.coverage);
      if (batch.instruments.length > 0)
        memory.instruments = [
          ...memory.instruments.filter(({ exchange }) => exchange !== adapter.exchange),
          ...batch.instruments,
        ];
    }
    await keep();
    if (runs.some(run => run.batch.instruments.length > 0) || feeds.needsInstruments())
      await feeds.refreshInstruments();
  }

  const every = async (delay: number, what: string, run: () => Promise<unknown>) => {
    while (!stopped) {
      try {
        await run();
      } catch (error) {
        log(`${what}: ${messageOf(error)}`);
      }
      await sleep(clock, delay);
    }
  };

  return {
    poll,
    feeds: () => feeds.states(),
    counts: () => ({ ...outbox.counts(), spool: spool.counts() }),
    /** Polls each minute, keeps the feeds connected and posts what comes; resolves after `stop`. */
    async run(): Promise<void> {
      await poll().catch((error: unknown) => log(`poll: ${String(error)}`));
      await feeds.start();
      await Promise.all([
        every(MINUTE, 'poll', poll),
        every(FLUSH_EVERY, 'flush', async () => {
          feeds.report();
          await outbox.flush();
          await spool.send();
        }),
      ]);
    },
    /** Ends the connections, puts what waits into the spool and tries once to post it. */
    async stop(): Promise<void> {
      stopped = true;
      await feeds.read();
      feeds.cover();
      feeds.stop();
      await outbox.flush();
      await spool.send();
    },
  };
}

/** The part of a hole that cannot be reported any more, in steps, so that one that lasts is closed bit by bit. */
function untilSettled(gap: FeedGap, now: number): FeedGap[] {
  const settled = Math.floor((now - REPAIR_FRESH) / REPORT_EVERY) * REPORT_EVERY;
  return gap.from < settled ? [{ ...gap, to: Math.min(gap.to, settled) }] : [];
}

/** What an earlier run of the process left open, and what nobody watched since; its last reports may be lost with it. */
function recallHoles(
  seen: ReturnType<typeof rememberMinutes>,
  { states }: Memory,
  adapters: readonly Adapter[],
  now: number,
): void {
  for (const { adapter, feed } of feedsOf(adapters)) {
    const { runAt = now, holes = [] }: Partial<PollState> = states[adapter.exchange] ?? {};
    const of = { exchange: adapter.exchange, feed: feed.name };
    for (const hole of holes) if (hole.feed === feed.name) seen.missed(of, hole.from, hole.to);
    if (runAt < now) seen.missed(of, Math.max(runAt - 2 * REPORT_EVERY, now - REPAIR_BACK), now);
  }
}
