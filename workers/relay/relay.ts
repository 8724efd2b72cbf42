import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Exchange } from '../../schema/exchange.ts';
import type { Instrument } from '../../schema/market.ts';
import { DAY, MINUTE } from '../../schema/range.ts';
import type { Adapter } from '../exchange/adapter.ts';
import type { IngestBatch } from '../ingest/batch.ts';
import { type Clock, sleep } from '../ingest/clock.ts';
import { collectFeeds, feedsOf, REPORT_EVERY } from '../ingest/feed/collect-feeds.ts';
import { rememberMinutes } from '../ingest/feed/seen-minutes.ts';
import type { Connect } from '../ingest/feed/socket.ts';
import { createOutbox } from '../ingest/outbox.ts';
import { createAsk } from '../ingest/poll/ask.ts';
import { cutHoles, type FeedGap } from '../ingest/poll/holes.ts';
import { pollAll } from '../ingest/poll/poll-all.ts';
import { startRun } from '../ingest/poll/run.ts';
import { newPollState, type PollState } from '../ingest/poll/state.ts';
import { throughProxy } from '../ingest/proxy.ts';
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

/** What the process knows between runs. */
type Memory = { states: Record<string, PollState>; instruments: Instrument[] };

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
  const memoryPath = join(folder, 'memory.json');
  const memory = await readMemory(memoryPath);
  const seen = rememberMinutes(REPAIR_BACK);
  recallHoles(seen, memory, adapters, clock.now());
  const outbox = createOutbox({
    save: async batch => {
      seen.note(batch.coverage ?? []);
      await spool.put(batch);
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
      const state = { ...newPollState(), ...memory.states[exchange] };
      memory.states[exchange] = state;
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
      seen.note(batch.coverage);
      for (const part of partsOf(batch)) await spool.put(part);
      if (batch.instruments.length > 0)
        memory.instruments = [
          ...memory.instruments.filter(({ exchange }) => exchange !== adapter.exchange),
          ...batch.instruments,
        ];
    }
    // Only what is in the spool counts as done.
    await writeFile(`${memoryPath}.part`, JSON.stringify(memory), { flush: true });
    await rename(`${memoryPath}.part`, memoryPath);
    if (runs.some(run => run.batch.instruments.length > 0) || feeds.needsInstruments())
      await feeds.refreshInstruments();
  }

  const every = async (delay: number, what: string, run: () => Promise<unknown>) => {
    while (!stopped) {
      try {
        await run();
      } catch (error) {
        log(`${what}: ${error instanceof Error ? error.message : String(error)}`);
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

/** Rows of a batch that `POST /ingest` takes at once: its body is bounded. */
const MAX_ROWS = 8_000;

/** A batch in parts that are small enough to post. Coverage goes last: it speaks of what was before it. */
function partsOf(batch: IngestBatch): IngestBatch[] {
  const parts: IngestBatch[] = [];
  for (const [name, rows] of Object.entries(batch).sort(
    ([a], [b]) => Number(a === 'coverage') - Number(b === 'coverage'),
  ))
    for (let start = 0; start < rows.length; start += MAX_ROWS)
      parts.push({ [name]: rows.slice(start, start + MAX_ROWS) });
  const small = Object.values(batch).reduce((sum, rows) => sum + rows.length, 0) <= MAX_ROWS;
  return small && parts.length > 0 ? [batch] : parts;
}

async function readMemory(path: string): Promise<Memory> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Memory;
  } catch (error) {
    // The first run has none.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { states: {}, instruments: [] };
    throw new Error(`${path}: expected what an earlier run kept, could not read it`, { cause: error });
  }
}
