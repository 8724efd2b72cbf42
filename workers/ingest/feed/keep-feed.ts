import type { Instrument, Liquidation } from '../../../schema/market.ts';
import { MINUTE } from '../../../schema/range.ts';
import type { Adapter, Context, Feed, Reject } from '../../exchange/adapter.ts';
import type { Clock } from '../clock.ts';
import { type Connection, openConnection } from './connection.ts';
import type { Meter } from './meter.ts';
import type { Connect } from './socket.ts';

/** First and longest wait before connecting again; each failure doubles it. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 5 * MINUTE;
/** A connection that lived for so long was a good one: the next failure starts from the first wait. */
const GOOD_LIFE = MINUTE;
/** How often a feed looks whether the instruments it subscribes by are known. */
const LIST_WAIT = 10_000;
/** How long before the venue cuts a connection the next one is opened. */
const OVERLAP = 2 * MINUTE;
/**
 * What is older than this when a connection begins was replayed: it may be news, but does not show that the feed lives. Some
 * venues' clocks are off by minutes.
 */
const REPLAYED = 10 * MINUTE;
/** How long the old connection is kept beside the new one, to prove that it watched until then. */
const FAREWELL = 15_000;

export type FeedState = 'waiting' | 'connecting' | 'live' | 'stopped';

export type KeepFeedSettings = {
  adapter: Adapter;
  feed: Feed;
  connect: Connect;
  clock: Clock;
  /** From 0 to 1: how much of its wait a feed that reconnects waits less, so that not all come at once. */
  random: () => number;
  meter: Meter;
  /** The venue's instrument list as it is known now; a feed that needs one waits until there is. */
  instruments: () => readonly Instrument[];
  context: Context;
  /** What was read, and the message itself where a reject of it may be mended by a fuller instrument list. */
  take: (found: { liquidations: Liquidation[]; rejects: Reject[]; text: string; at: number }) => void;
};

/**
 * Keeps one feed connected until it is stopped: reconnects with growing, jittered waits and the venue's next address,
 * opens the next connection before the venue cuts the old one, and tells the meter what was watched.
 */
export function keepFeed(settings: KeepFeedSettings) {
  const { adapter, feed, clock, meter, random } = settings;
  const connections = new Set<Connection>();
  let current: { connection: Connection; liveSince?: number } | undefined;
  let next: { connection: Connection } | undefined;
  let failures = 0;
  let attempts = 0;
  let cancelWait: (() => void) | undefined;
  let cancelLife: (() => void) | undefined;
  let stopped = false;
  let lastError: string | undefined;
  let unlisted = false;
  let subscribed = '';

  const topicsOf = (instruments: readonly Instrument[]) => feed.subscribe(instruments).join('\n');
  /** Some feeds send a frame or two whatever is listed. */
  const hasTopics = (instruments: readonly Instrument[]) => topicsOf(instruments) !== topicsOf([]);

  function open(replaces: boolean): void {
    const instruments = settings.instruments();
    unlisted = feed.perInstrument && !hasTopics(instruments);
    if (unlisted) {
      lastError = 'the instrument list is not known yet';
      cancelWait = clock.after(LIST_WAIT, () => open(false));
      return;
    }
    subscribed = topicsOf(instruments);
    const url = feed.urls[attempts % feed.urls.length] ?? '';
    const mine: { connection: Connection; liveSince?: number } = {
      connection: openConnection(
        adapter,
        feed,
        url,
        { ...settings, instruments },
        {
          live: at => {
            mine.liveSince = at;
            failures = 0;
            if (current !== mine) {
              retire(FAREWELL);
              current = mine;
              next = undefined;
            }
            cancelLife?.();
            if (feed.lifetime) cancelLife = clock.after(Math.max(feed.lifetime - OVERLAP, OVERLAP), replace);
          },
          frame: at => {
            if (mine.liveSince !== undefined) meter.watched(mine.liveSince, at);
          },
          reading: (reading, text, at) => {
            for (const { time } of reading.liquidations)
              if (time > (mine.liveSince ?? at) - REPLAYED) meter.event(time, at);
            for (const { retry, reason } of reading.rejects) if (!retry) meter.unread(reason, at);
            settings.take({ liquidations: reading.liquidations, rejects: reading.rejects, text, at });
          },
          closing: reason => {
            lastError = reason;
            if (mine === current) replace();
          },
          end: (reason, provenUntil) => {
            forget(mine.connection);
            const lived = mine.liveSince === undefined ? 0 : provenUntil - mine.liveSince;
            if (mine === next) {
              next = undefined;
              lastError = reason;
              cancelLife?.();
              cancelLife = clock.after(FAREWELL, replace);
              return;
            }
            if (mine !== current) return;
            current = undefined;
            cancelLife?.();
            if (lived > GOOD_LIFE) failures = 0;
            else attempts++;
            meter.failed(reason, clock.now());
            // The replacement, if one is on its way, becomes the connection.
            if (next) {
              current = next;
              next = undefined;
            } else wait(reason);
          },
        },
      ),
    };
    connections.add(mine.connection);
    if (replaces) next = mine;
    else current = mine;
  }
  /** One that is gone may still have frames to read. */
  const forget = (connection: Connection) => connection.read().then(() => connections.delete(connection));

  function replace(): void {
    if (!stopped && !next && current) open(true);
  }
  function retire(delay: number): void {
    const old = current?.connection;
    if (!old) return;
    const close = () => {
      old.close();
      forget(old);
    };
    old.probe();
    if (delay > 0) clock.after(delay, close);
    else close();
  }
  function wait(reason: string): void {
    lastError = reason;
    if (stopped) return;
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures);
    failures++;
    cancelWait?.();
    cancelWait = clock.after(longest * (1 - random() / 2), () => open(false));
  }

  open(false);
  return {
    exchange: adapter.exchange,
    feed: feed.name,
    state: (): FeedState =>
      stopped ? 'stopped' : current === undefined ? 'waiting' : current.liveSince ? 'live' : 'connecting',
    lastError: () => lastError,
    /** Whether it cannot begin for lack of the venue's instrument list. */
    needsInstruments: () => unlisted,
    /** Subscribes anew where the list has changed what is to be subscribed to. */
    relisted(): void {
      if (unlisted) {
        cancelWait?.();
        open(false);
      } else if (feed.perInstrument && topicsOf(settings.instruments()) !== subscribed) replace();
    },
    /** Has a new connection take the place of this one, which watches until then. */
    resubscribe: replace,
    /** Resolves when all that has come is read. */
    read: async (): Promise<void> => {
      await Promise.all([...connections].map(connection => connection.read()));
    },
    /** Has the connection prove that it is alive. */
    probe: () => current?.connection.probe(),
    stop(): void {
      stopped = true;
      cancelWait?.();
      cancelLife?.();
      retire(0);
      next?.connection.close();
    },
  };
}

export type KeptFeed = ReturnType<typeof keepFeed>;
