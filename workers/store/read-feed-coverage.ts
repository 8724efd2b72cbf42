import type { Exchange } from '../../schema/exchange.ts';
import { MINUTE } from '../../schema/range.ts';
import { type FeedMinutes, readFeedMinutes } from './read-feed-minutes.ts';

/** What one feed saw of a span. A minute it did not report was not seen. */
export type FeedCoverage = {
  exchange: Exchange;
  feed: string;
  /** Seen part of the span, 0 to 1. */
  share: number;
  events: number;
  /** Median of the minutes' median delays, milliseconds; undefined where nothing arrived live. */
  delay?: number;
  /** Start of the last minute of which it saw something; undefined where it saw nothing. */
  lastSeen?: number;
  /** The last error of the span's hours. */
  error?: string;
  /** Spans of minutes that were not seen whole, oldest first. */
  gaps: [from: number, to: number][];
  /** Spans of minutes of which nothing was seen, oldest first: parts of the gaps. */
  blind: [from: number, to: number][];
  /** Start of the first minute of the span that was reported, seen or not. */
  firstReport?: number;
};

/** A reconnect of a second or two loses nothing that the next frame does not replay. */
export const WHOLE_MINUTE = 58;

/**
 * Coverage of the minutes in [from, to) by each feed that ever reported in its hours, by exchange and feed name.
 */
export async function readFeedCoverage(
  db: D1Database,
  { exchanges, from, to }: { exchanges: readonly Exchange[]; from: number; to: number },
): Promise<FeedCoverage[]> {
  const feeds = await readFeedMinutes(db, { exchanges, from, to });
  return feeds.map(minutes => summarise(minutes, from, to));
}

function summarise({ exchange, feed, minutes, error }: FeedMinutes, from: number, to: number): FeedCoverage {
  let seconds = 0;
  let events = 0;
  let lastSeen: number | undefined;
  const delays: number[] = [];
  const gaps: FeedCoverage['gaps'] = [];
  const blind: FeedCoverage['blind'] = [];
  for (let time = Math.floor(from / MINUTE) * MINUTE; time < to; time += MINUTE) {
    const [connected, count, delay] = minutes.get(time) ?? [0, 0, null];
    seconds += connected;
    events += count;
    if (connected > 0) lastSeen = time;
    if (delay !== null) delays.push(delay);
    if (connected < WHOLE_MINUTE) extend(gaps, time);
    if (connected === 0) extend(blind, time);
  }
  const firstReport = Math.min(...[...minutes.keys()].filter(time => time >= from));
  const delay = delays.sort((a, b) => a - b)[delays.length >> 1];
  return {
    exchange,
    feed,
    share: Math.min(1, (seconds * 1000) / (to - from)),
    events,
    ...(delay !== undefined && { delay }),
    ...(lastSeen !== undefined && { lastSeen }),
    ...(error && { error }),
    gaps,
    blind,
    ...(firstReport < to && { firstReport }),
  };
}

/** Adds a minute to the last span, or begins a new one. */
function extend(spans: [from: number, to: number][], minute: number): void {
  const last = spans.at(-1);
  if (last && last[1] === minute) last[1] = minute + MINUTE;
  else spans.push([minute, minute + MINUTE]);
}
