import { DurableObject } from 'cloudflare:workers';
import type { Exchange } from '../../../schema/exchange.ts';
import { MINUTE } from '../../../schema/range.ts';
import type { Env } from '../../env.ts';
import { readInstruments } from '../../store/read-instruments.ts';
import { systemClock } from '../clock.ts';
import { followedAdapters } from '../followed.ts';
import { markSilences } from '../mark-silences.ts';
import { createOutbox, type Outbox } from '../outbox.ts';
import { throughProxy } from '../proxy.ts';
import { saveBatch } from '../save-batch.ts';
import { collectFeeds, type FeedCollection } from './collect-feeds.ts';
import type { FeedState } from './keep-feed.ts';
import { connectByUpgrade } from './socket.ts';

/** How often what was collected is written: each write also rewrites the bars of the minute. */
const FLUSH_EVERY = 15_000;
/** An evicted object is called back to life within this. */
const HEARTBEAT = 30_000;
const LIST_EVERY = 10 * MINUTE;
/** Telling silence from quiet takes an hour or so, and the reports of a day to be read. */
const SILENCE_EVERY = 10 * MINUTE;

export type FeedsReport = {
  feeds: { exchange: Exchange; feed: string; state: FeedState; error: string | undefined }[];
  events: { waiting: number; written: number; dropped: number };
};

/**
 * Holds the connections to feeds, which a cron invocation cannot. All exchanges share one object, because an object that
 * is always awake is billed by the time, however much it does; only a venue that needs a place of its own costs another.
 */
export class FeedObject extends DurableObject<Env> {
  #collection: FeedCollection | undefined;
  #outbox: Outbox | undefined;
  #listed = 0;
  #listened = 0;

  /** Makes sure that everything runs; called by cron each minute. */
  async wake(exchanges: readonly Exchange[]): Promise<FeedsReport> {
    await this.ctx.storage.put('exchanges', exchanges);
    return this.#run(exchanges);
  }

  override async alarm(): Promise<void> {
    const exchanges = await this.ctx.storage.get<Exchange[]>('exchanges');
    // A deployment that has become a simulation or a replay lets its feeds sleep.
    if (exchanges && followedAdapters(this.env).length > 0) await this.#run(exchanges);
  }

  async #run(exchanges: readonly Exchange[]): Promise<FeedsReport> {
    await this.ctx.storage.setAlarm(Date.now() + HEARTBEAT);
    const outbox = this.#outbox ?? this.#createOutbox();
    if (!this.#collection) {
      const { EXCHANGE_PROXY } = this.env;
      const connect = connectByUpgrade();
      this.#collection = collectFeeds({
        adapters: followedAdapters(this.env).filter(adapter => exchanges.includes(adapter.exchange)),
        connect: (url, events) => connect(throughProxy(url, EXCHANGE_PROXY), events),
        clock: systemClock,
        random: Math.random,
        outbox,
        instruments: () => readInstruments(this.env.DB, exchanges),
      });
      this.#listed = Date.now();
      try {
        await this.#collection.start();
      } catch (error) {
        // The lists could not be read: the next heartbeat begins anew.
        this.#collection = undefined;
        throw error;
      }
      this.#flush();
      this.#beat();
    }
    const age = Date.now() - this.#listed;
    if (age > LIST_EVERY || (age > HEARTBEAT && this.#collection.needsInstruments())) {
      this.#listed = Date.now();
      await this.#collection.refreshInstruments();
    }
    if (Date.now() - this.#listened > SILENCE_EVERY) {
      this.#listened = Date.now();
      await this.#breakSilence();
    }
    return { feeds: this.#collection.states(), events: outbox.counts() };
  }

  /** Other objects and relays have feeds of their own, which are looked at as well: finding the same twice changes nothing. */
  async #breakSilence(): Promise<void> {
    try {
      this.#collection?.resubscribe(await markSilences(this.env.DB, Date.now()));
    } catch (error) {
      console.error('feeds: could not look for silence', error);
    }
  }

  #createOutbox(): Outbox {
    this.#outbox = createOutbox({
      save: batch => saveBatch(this.env.DB, batch, Date.now()),
      lost: (...loss) => this.#collection?.lost(...loss),
    });
    return this.#outbox;
  }

  /** Reports and flushes while the object is in memory; a failed flush keeps everything for the next. */
  #beat(): void {
    systemClock.after(FLUSH_EVERY, () => {
      this.#collection?.report();
      this.#flush();
      this.#beat();
    });
  }

  #flush(): void {
    this.#outbox?.flush().catch((error: unknown) => console.error('feeds: could not write', error));
  }
}
