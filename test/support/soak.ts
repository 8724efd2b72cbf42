import type { Exchange } from '../../schema/exchange.ts';
import { MINUTE } from '../../schema/range.ts';
import { collectFeeds, type FeedCollection } from '../../workers/ingest/feed/collect-feeds.ts';
import { connectByConstructor } from '../../workers/ingest/feed/socket.ts';
import { namedAdapters } from '../../workers/ingest/followed.ts';
import { markSilences } from '../../workers/ingest/mark-silences.ts';
import { createOutbox, type Outbox } from '../../workers/ingest/outbox.ts';
import { pollExchanges } from '../../workers/ingest/poll-exchanges.ts';
import { throughProxy } from '../../workers/ingest/proxy.ts';
import { saveBatch } from '../../workers/ingest/save-batch.ts';
import { createRandom } from '../../workers/local/market/random.ts';
import { readInstruments } from '../../workers/store/read-instruments.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { countCalls } from './count-calls.ts';
import { manualClock } from './manual-clock.ts';
import { watchTraffic } from './traffic.ts';

const STEP = 10_000;
/** How often the Worker looks for feeds that have become silent. */
const SILENCE_EVERY = 10 * MINUTE;

export type SoakSettings = {
  start: number;
  symbols: string[];
  seed: number;
  /** Milliseconds; the Worker does so each minute and each 15 seconds, which a long soak need not. */
  pollEvery?: number;
  flushEvery?: number;
};

export type SoakFigures = {
  simulatedMinutes: number;
  polls: number;
  kills: number;
  rowsWritten: number;
  /** The most that one run of the poller, and one flush of the feeds, asked of D1. */
  most: { callsOfPoll: number; callsOfFlush: number };
};

/**
 * Everything that ingests, as the Worker puts it together, against the simulator: feeds over real sockets, polls over
 * real HTTP, a real D1. Only the time is ours: it moves when everybody has done what was to be done, and nothing is on
 * its way any more.
 */
export function soak(
  simulator: Simulator,
  db: D1Database,
  { start, symbols, seed, pollEvery = MINUTE, flushEvery = 15_000 }: SoakSettings,
) {
  const clock = manualClock(start);
  /** The same at the same time, in whatever order it is asked for: sockets come and go in any. */
  const random = () => createRandom(seed, clock.now() % 2 ** 31).uniform();
  const traffic = watchTraffic(simulator);
  const adapters = namedAdapters(simulator.exchanges);
  const connect = traffic.connecting(connectByConstructor());
  const polled = { calls: 0 };
  const flushed = { calls: 0 };
  const feedsDb = countCalls(db, flushed);
  const worker = {
    DB: countCalls(db, polled),
    ...{ MODE: 'live', SYMBOLS: symbols.join(','), EXCHANGE_PROXY: simulator.origin },
    // Gate has no feed: no Durable Object is woken, the feeds are held here.
    EXCHANGES: 'gate',
  } as unknown as Parameters<typeof pollExchanges>[0];
  const figures: SoakFigures = {
    simulatedMinutes: 0,
    polls: 0,
    kills: 0,
    rowsWritten: 0,
    most: { callsOfPoll: 0, callsOfFlush: 0 },
  };
  let process: { outbox: Outbox; collection: FeedCollection } | undefined;
  let polling: Promise<unknown> | undefined;
  let alive = Symbol('first life');

  /** What a process does from its start; what it held in memory dies with it. */
  async function live(): Promise<void> {
    const life = Symbol('life');
    alive = life;
    const outbox = createOutbox({
      save: async batch => {
        if (alive !== life) throw new Error('this process was killed');
        figures.rowsWritten += (await saveBatch(feedsDb, batch, clock.now())).rowsWritten;
      },
      lost: (...loss) => collection.lost(...loss),
    });
    const collection = collectFeeds({
      ...{ adapters, clock, outbox },
      connect: (url, events) => connect(throughProxy(url, simulator.origin), events),
      random,
      instruments: () => readInstruments(db, simulator.exchanges as Exchange[]),
    });
    process = { outbox, collection };
    await collection.start();
  }

  async function poll(): Promise<void> {
    polled.calls = 0;
    const { rowsWritten } = await pollExchanges(worker, clock.now(), {
      ...{ adapters, clock: traffic.timing(clock), requests: 60, fetch: traffic.fetching, random },
    });
    figures.polls++;
    figures.most.callsOfPoll = Math.max(figures.most.callsOfPoll, polled.calls);
    figures.rowsWritten += rowsWritten;
    if (process?.collection.needsInstruments()) await process.collection.refreshInstruments();
  }

  /** Lets what is on its way arrive. */
  const settle = () =>
    traffic.settle({
      busy: () => polling !== undefined,
      read: () => process?.collection.read() ?? Promise.resolve(),
    });

  return {
    clock,
    figures,
    /** The states of the feeds, for whoever looks for what went wrong. */
    states: () => process?.collection.states() ?? [],
    async begin(): Promise<void> {
      await poll();
      await live();
      await settle();
    },
    /** Ends the process without letting it write what it holds, and starts it anew. */
    async kill(): Promise<void> {
      figures.kills++;
      process?.collection.stop();
      await live();
      await settle();
    },
    async pass(duration: number): Promise<void> {
      const end = clock.now() + duration;
      while (clock.now() < end) {
        simulator.advance(clock.now() + STEP);
        await settle();
        await clock.advance(STEP);
        await settle();
        const now = clock.now();
        if (now % flushEvery === 0) {
          process?.collection.report();
          await settle();
          flushed.calls = 0;
          await process?.outbox.flush().catch(() => undefined);
          figures.most.callsOfFlush = Math.max(figures.most.callsOfFlush, flushed.calls);
        }
        if (now % MINUTE === 0) figures.simulatedMinutes++;
        if (now % SILENCE_EVERY === 0) process?.collection.resubscribe(await markSilences(db, now));
        // A minute past: what the Worker does in each minute that ends in 1 or 6 is done.
        if ((now - MINUTE) % pollEvery === 0) {
          polling ??= poll().finally(() => {
            polling = undefined;
          });
        }
        await settle();
      }
    },
    async end(): Promise<void> {
      await polling;
      process?.collection.cover();
      await process?.outbox.flush();
      process?.collection.stop();
    },
  };
}
