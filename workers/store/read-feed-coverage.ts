import type { Exchange } from '../../schema/exchange.ts';
import { HOUR, MINUTE } from '../../schema/range.ts';
import type { StoredMinute } from './save-coverage.ts';

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

type Row = { exchange: Exchange; feed: string; hour: number; minutes: string; error: string | null };

/** A reconnect of a second or two loses nothing that the next frame does not replay. */
export const WHOLE_MINUTE = 58;

/**
 * Coverage of the minutes in [from, to) by each feed that ever reported in its hours, by exchange and feed name.
 */
export async function readFeedCoverage(
  db: D1Database,
  { exchanges, from, to }: { exchanges: readonly Exchange[]; from: number; to: number },
): Promise<FeedCoverage[]> {
  const { results } = await db
    .prepare(
      `SELECT exchange, feed, hour, minutes, error FROM feed_coverage
       WHERE exchange IN (SELECT value FROM json_each(?)) AND hour >= ? AND hour < ? ORDER BY exchange, feed, hour`,
    )
    .bind(JSON.stringify(exchanges), Math.floor(from / HOUR) * HOUR, to)
    .all<Row>();
  return [...Map.groupBy(results, ({ exchange, feed }) => `${exchange} ${feed}`).values()].map(rows =>
    summarise(rows, from, to),
  );
}

function summarise(rows: readonly Row[], from: number, to: number): FeedCoverage {
  const seen = new Map<number, StoredMinute>();
  for (const { hour, minutes } of rows)
    for (const [minute, report] of Object.entries(JSON.parse(minutes) as Record<string, StoredMinute>))
      seen.set(hour + Number(minute) * MINUTE, report);
  let seconds = 0;
  let events = 0;
  let lastSeen: number | undefined;
  const delays: number[] = [];
  const gaps: FeedCoverage['gaps'] = [];
  const blind: FeedCoverage['blind'] = [];
  for (let time = Math.floor(from / MINUTE) * MINUTE; time < to; time += MINUTE) {
    const [connected, count, delay] = seen.get(time) ?? [0, 0, null];
    seconds += connected;
    events += count;
    if (connected > 0) lastSeen = time;
    if (delay !== null) delays.push(delay);
    if (connected < WHOLE_MINUTE) extend(gaps, time);
    if (connected === 0) extend(blind, time);
  }
  const { exchange, feed } = rows[0] as Row;
  const error = rows.findLast(row => row.error !== null)?.error;
  const firstReport = Math.min(...[...seen.keys()].filter(time => time >= from));
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
