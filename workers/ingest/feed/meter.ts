import type { Exchange } from '../../../schema/exchange.ts';
import type { FeedMinute } from '../../../schema/market.ts';
import { MINUTE } from '../../../schema/range.ts';

type Open = { seen: number; events: number; delays: number[]; error?: string };

/** Enough for a median; a burst need not be remembered event by event. */
const MAX_DELAYS = 100;

/**
 * Measures, minute by minute, for how long a feed provably watched. Spans of one connection are reported as they are
 * proven, those of overlapping connections may repeat each other.
 */
export function createMeter(exchange: Exchange, feed: string, start: number) {
  const minutes = new Map<number, Open>();
  let reported = Math.floor(start / MINUTE) * MINUTE;
  let provenUntil = start;

  const minuteAt = (at: number): Open => {
    const time = Math.floor(at / MINUTE) * MINUTE;
    const known = minutes.get(time);
    if (known) return known;
    const fresh: Open = { seen: 0, events: 0, delays: [] };
    minutes.set(time, fresh);
    return fresh;
  };

  return {
    /** The feed watched from `from` until `to`, which is now or has just been. */
    watched(from: number, to: number): void {
      // The first frame of a connection proves nothing yet, while the one before it may still prove the time until then.
      if (to <= from) return;
      const begin = Math.max(from, provenUntil, reported);
      for (let at = begin; at < to; ) {
        const next = Math.min(to, Math.floor(at / MINUTE) * MINUTE + MINUTE);
        minuteAt(at).seen += next - at;
        at = next;
      }
      provenUntil = Math.max(provenUntil, to);
    },
    /** Something happened at `time` and arrived at `at`. */
    event(time: number, at: number): void {
      const minute = minuteAt(Math.max(at, reported));
      minute.events++;
      // What is older was replayed after a subscription and says nothing of the way here.
      if (at - time < MINUTE && minute.delays.length < MAX_DELAYS) minute.delays.push(at - time);
    },
    failed(error: string, at: number): void {
      minuteAt(Math.max(at, reported)).error = error;
    },
    /** Something that came at `at` could not be read: it may have been an event, so the minute was not seen whole. */
    unread(error: string, at: number): void {
      Object.assign(minuteAt(Math.max(at, reported)), { seen: Number.NEGATIVE_INFINITY, error });
    },
    /** Events that arrived in the minutes from `from` to `to` had to be let go: those minutes count as not seen. */
    lost(from: number, to: number, error: string): void {
      for (let at = from; at <= to; at += MINUTE)
        if (at >= reported) Object.assign(minuteAt(at), { seen: Number.NEGATIVE_INFINITY, error });
    },
    /**
     * The minutes that ended by `until` and have not been handed over yet. A minute that the feed may still prove it
     * watched, because it is connected, is kept until it has.
     */
    take(until: number, connected: boolean): FeedMinute[] {
      const end = Math.floor(Math.min(until, connected ? provenUntil : until) / MINUTE) * MINUTE;
      const taken: FeedMinute[] = [];
      for (; reported < end; reported += MINUTE) {
        const minute = minutes.get(reported) ?? { seen: 0, events: 0, delays: [] };
        minutes.delete(reported);
        const delay = minute.delays.sort((a, b) => a - b)[minute.delays.length >> 1];
        taken.push({
          exchange,
          feed,
          time: reported,
          seconds: Math.max(0, Math.min(60, Math.round(minute.seen / 1000))),
          events: minute.events,
          ...(delay !== undefined && { delay }),
          ...(minute.error !== undefined && { error: minute.error }),
        });
      }
      return taken;
    },
  };
}

export type Meter = ReturnType<typeof createMeter>;
