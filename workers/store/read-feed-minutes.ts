import { and, asc, gte, inArray, lt } from 'drizzle-orm';
import type { Exchange } from '../../schema/exchange.ts';
import { HOUR, MINUTE } from '../../schema/range.ts';
import { feedCoverage } from '../../schema/tables.ts';
import { type Asked, listPlaces, madeOnce, prepared } from './prepared.ts';
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

const { exchange, feed, hour } = feedCoverage;

const hoursOf = madeOnce((count: number) =>
  prepared((on, { first, to }: Asked<'first' | 'to'>) =>
    on
      .select()
      .from(feedCoverage)
      .where(and(inArray(exchange, listPlaces(count)), gte(hour, first), lt(hour, to)))
      .orderBy(asc(exchange), asc(feed), asc(hour)),
  ),
);

/** The minutes of the hours of [from, to) by each feed that reported in them, by exchange and feed name. */
export async function readFeedMinutes(
  db: D1Database,
  { exchanges, from, to }: { exchanges: readonly Exchange[]; from: number; to: number },
): Promise<FeedMinutes[]> {
  const first = Math.floor(from / HOUR) * HOUR;
  const results = await hoursOf(exchanges.length)(db, { first, to, ...exchanges });
  return [...Map.groupBy(results, ({ exchange, feed }) => `${exchange} ${feed}`).values()].map(rows => {
    const minutes = new Map<number, StoredMinute>();
    for (const row of rows)
      for (const [minute, report] of Object.entries(JSON.parse(row.minutes) as Record<string, StoredMinute>))
        minutes.set(row.hour + Number(minute) * MINUTE, report);
    const { exchange, feed } = rows[0] as (typeof rows)[number];
    const error = rows.findLast(row => row.error !== null)?.error;
    return { exchange, feed, minutes, ...(error && { error }) };
  });
}
