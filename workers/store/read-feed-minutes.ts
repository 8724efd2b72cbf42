import type { Exchange } from '../../schema/exchange.ts';
import { HOUR, MINUTE } from '../../schema/range.ts';
import type { StoredMinute } from './save-coverage.ts';

/** What one feed reported of the hours that were asked for. */
export type FeedMinutes = {
  exchange: Exchange;
  feed: string;
  /** By the start of the minute, oldest first. */
  minutes: ReadonlyMap<number, StoredMinute>;
  /** The last error of the hours. */
  error?: string;
};

type Row = { exchange: Exchange; feed: string; hour: number; minutes: string; error: string | null };

/** The minutes of the hours of [from, to) by each feed that reported in them, by exchange and feed name. */
export async function readFeedMinutes(
  db: D1Database,
  { exchanges, from, to }: { exchanges: readonly Exchange[]; from: number; to: number },
): Promise<FeedMinutes[]> {
  const { results } = await db
    .prepare(
      `SELECT exchange, feed, hour, minutes, error FROM feed_coverage
       WHERE exchange IN (SELECT value FROM json_each(?)) AND hour >= ? AND hour < ? ORDER BY exchange, feed, hour`,
    )
    .bind(JSON.stringify(exchanges), Math.floor(from / HOUR) * HOUR, to)
    .all<Row>();
  return [...Map.groupBy(results, ({ exchange, feed }) => `${exchange} ${feed}`).values()].map(rows => {
    const minutes = new Map<number, StoredMinute>();
    for (const row of rows)
      for (const [minute, report] of Object.entries(JSON.parse(row.minutes) as Record<string, StoredMinute>))
        minutes.set(row.hour + Number(minute) * MINUTE, report);
    const { exchange, feed } = rows[0] as Row;
    const error = rows.findLast(row => row.error !== null)?.error;
    return { exchange, feed, minutes, ...(error && { error }) };
  });
}
