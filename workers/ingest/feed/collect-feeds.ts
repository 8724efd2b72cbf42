import type { Exchange } from '../../../schema/exchange.ts';
import type { Instrument } from '../../../schema/market.ts';
import { MINUTE } from '../../../schema/range.ts';
import type { Adapter, Feed } from '../../exchange/adapter.ts';
import type { Clock } from '../clock.ts';
import type { Outbox } from '../outbox.ts';
import { type KeptFeed, keepFeed } from './keep-feed.ts';
import { createMeter, type Meter } from './meter.ts';
import type { Connect } from './socket.ts';

/** Coverage is reported for so many minutes at once, since each report is a row written. */
export const REPORT_EVERY = 5 * MINUTE;
/** A feed proves at the end of such a period that it is alive, and has so long to do it. */
const PROOF = 5_000;
/** A message that names an instrument not listed yet waits so long for the list to tell. */
const LISTING_DELAY = 15 * MINUTE;
const MAX_HELD = 200;

type Held = { adapter: Adapter; feed: string; text: string; at: number };

export type CollectSettings = {
  adapters: readonly Adapter[];
  connect: Connect;
  clock: Clock;
  random: () => number;
  outbox: Outbox;
  /** The instrument lists, by exchange, as known now; asked again when a message names an unknown instrument. */
  instruments: () => Promise<ReadonlyMap<Exchange, readonly Instrument[]>>;
};

/** The feeds to collect from: those of the exchanges that publish liquidations by feed first. */
export const feedsOf = (adapters: readonly Adapter[]): { adapter: Adapter; feed: Feed }[] =>
  adapters.flatMap(adapter =>
    adapter.liquidations?.primary === 'feed'
      ? adapter.liquidations.feeds.map(feed => ({ adapter, feed }))
      : [],
  );

/** Keeps all feeds connected and puts what they bring, and what they watched, into the outbox. */
export function collectFeeds({
  adapters,
  connect,
  clock,
  random,
  outbox,
  instruments: listInstruments,
}: CollectSettings) {
  const meters = new Map<string, Meter>();
  const feeds: KeptFeed[] = [];
  let lists: ReadonlyMap<Exchange, readonly Instrument[]> = new Map();
  let byName = new Map<string, Instrument>();
  let held: Held[] = [];
  let nextReport = (Math.floor(clock.now() / REPORT_EVERY) + 1) * REPORT_EVERY;

  async function refreshInstruments(): Promise<void> {
    lists = await listInstruments();
    byName = new Map(
      [...lists.values()]
        .flat()
        .map(instrument => [`${instrument.exchange} ${instrument.instrument}`, instrument]),
    );
    for (const feed of feeds) feed.relisted();
    const again = held;
    held = [];
    for (const { adapter, feed, text, at } of again) {
      const reading = adapter.liquidations?.readMessage(text, contextOf(adapter));
      if (!reading) continue;
      outbox.add({ exchange: adapter.exchange, feed, at, events: reading.liquidations });
      for (const { retry, ...reject } of reading.rejects)
        if (retry && clock.now() - at < LISTING_DELAY) hold({ adapter, feed, text, at });
        else outbox.reject({ source: adapter.exchange, time: at, ...reject });
    }
  }
  const hold = (message: Held) => {
    if (held.length < MAX_HELD && held.at(-1)?.text !== message.text) held.push(message);
  };
  const contextOf = ({ exchange }: Adapter) => ({
    instrument: (name: string) => byName.get(`${exchange} ${name}`),
  });

  function start(): void {
    for (const { adapter, feed } of feedsOf(adapters)) {
      const { exchange } = adapter;
      const meter = createMeter(exchange, feed.name, clock.now());
      // From here on a minute without report is a hole, even if this process dies before its first.
      const time = Math.floor(clock.now() / MINUTE) * MINUTE;
      outbox.cover([{ exchange, feed: feed.name, time, seconds: 0, events: 0 }]);
      meters.set(`${exchange} ${feed.name}`, meter);
      feeds.push(
        keepFeed({
          ...{ adapter, feed, connect, clock, random, meter },
          instruments: () => lists.get(exchange) ?? [],
          context: contextOf(adapter),
          take: ({ liquidations, rejects, text, at }) => {
            outbox.add({ exchange, feed: feed.name, at, events: liquidations });
            for (const { retry, ...reject } of rejects)
              if (retry) hold({ adapter, feed: feed.name, text, at });
              else outbox.reject({ source: exchange, time: at, ...reject });
          },
        }),
      );
    }
  }

  return {
    async start(): Promise<void> {
      await refreshInstruments();
      start();
    },
    refreshInstruments,
    /** Whether messages, or feeds that subscribe contract by contract, wait for a fuller instrument list. */
    needsInstruments: () => held.length > 0 || feeds.some(feed => feed.needsInstruments()),
    /**
     * To be called every few seconds: asks for proof of life at the end of each period, and a little later puts what
     * was watched into the outbox.
     */
    report(): void {
      const now = clock.now();
      if (now < nextReport) return;
      for (const feed of feeds) feed.probe();
      nextReport += Math.max(1, Math.floor((now - nextReport) / REPORT_EVERY) + 1) * REPORT_EVERY;
      clock.after(PROOF, () => this.cover());
    },
    /** Puts the minutes that are over into the outbox. */
    cover(): void {
      const now = clock.now();
      for (const kept of feeds)
        outbox.cover(meters.get(`${kept.exchange} ${kept.feed}`)?.take(now, kept.state() === 'live') ?? []);
    },
    /** Subscribes anew to feeds that are connected and say nothing. */
    resubscribe(silent: readonly { exchange: string; feed: string }[]): void {
      for (const kept of feeds)
        if (silent.some(({ exchange, feed }) => kept.exchange === exchange && kept.feed === feed))
          kept.resubscribe();
    },
    /** The outbox let events go: their minutes are gaps. */
    lost(
      { exchange, feed }: { exchange: string; feed: string },
      from: number,
      to: number,
      count: number,
    ): void {
      meters.get(`${exchange} ${feed}`)?.lost(from, to, `${count} events were let go unwritten`);
    },
    /** Resolves when all that has come is read. */
    read: async (): Promise<void> => {
      await Promise.all(feeds.map(feed => feed.read()));
    },
    states: () =>
      feeds.map(kept => ({
        exchange: kept.exchange,
        feed: kept.feed,
        state: kept.state(),
        error: kept.lastError(),
      })),
    stop(): void {
      for (const feed of feeds) feed.stop();
    },
  };
}

export type FeedCollection = ReturnType<typeof collectFeeds>;
