import { and, count, gte, inArray, lt, sql } from 'drizzle-orm';
import type { Exchange } from '../../../schema/exchange.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { feedCoverage } from '../../../schema/tables.ts';
import { literal } from '../../../workers/store/bar-origin.ts';
import { type Asked, listPlaces, madeOnce, prepared } from '../../../workers/store/prepared.ts';
import { WHOLE_MINUTE } from '../../../workers/store/read-feed-coverage.ts';
import type { StoredMinute } from '../../../workers/store/save-coverage.ts';
import { joined, type Span } from '../../../workers/store/spans.ts';
import type { Watched } from '../../../workers/symbol/record/runs.ts';

type Row = Awaited<ReturnType<ReturnType<typeof hoursOf>>>[number];
type Minutes = Record<string, StoredMinute>;

const MINUTES = HOUR / MINUTE;
const SECOND = 1_000;

/** How many minutes of a row were seen whole: counted in its text, as taking it apart would read a row a minute. */
const WHOLE = sql.join(
  Array.from({ length: 61 - WHOLE_MINUTE }, (_, i) => `[${WHOLE_MINUTE + i},`).map(
    text =>
      sql`(length(${feedCoverage.minutes}) - length(replace(${feedCoverage.minutes}, '${sql.raw(text)}', ''))) / ${literal(text.length)}`,
  ),
  sql` + `,
);

const hoursOf = madeOnce((length: number) =>
  prepared((on, { day, to }: Asked<'day' | 'to'>) => {
    const { exchange, hour, minutes } = feedCoverage;
    return on
      .select({
        exchange,
        hour,
        feeds: count(),
        minutes: sql<string>`json_group_array(iif(${WHOLE} = ${literal(MINUTES)}, NULL, json(${minutes})))`,
      })
      .from(feedCoverage)
      .where(and(inArray(exchange, listPlaces(length)), gte(hour, day), lt(hour, to)))
      .groupBy(exchange, hour);
  }),
);

/**
 * When the feeds of the exchanges saw the time of [from, to): there no liquidation means that nothing was liquidated. An
 * exchange sees what all its feeds see: those that reported in the busiest hour of the UTC day. Exchanges without feeds
 * are absent.
 */
export async function readWatched(
  db: D1Database,
  { exchanges, from, to }: { exchanges: readonly Exchange[]; from: number; to: number },
): Promise<Map<Exchange, Watched>> {
  const read = await hoursOf(exchanges.length)(db, { day: Math.floor(from / DAY) * DAY, to, ...exchanges });
  const hours = Map.groupBy(read, row => row.exchange);
  return new Map([...hours].map(([exchange, rows]) => [exchange, watched(rows)]));
}

function watched(rows: readonly Row[]): Watched {
  const seen: Span[] = [];
  const told: Span[] = [];
  for (const day of Map.groupBy(rows, row => Math.floor(row.hour / DAY)).values()) {
    const expected = Math.max(...day.map(row => row.feeds));
    for (const { hour, feeds, minutes } of day) {
      const reports = (JSON.parse(minutes) as (Minutes | null)[]).filter(report => report !== null);
      const whole = feeds === expected && reports.length === 0;
      if (whole || reports.length < feeds) told.push([hour, hour + HOUR]);
      if (whole) seen.push([hour, hour + HOUR]);
      else addMinutes({ seen, told }, hour, reports, feeds === expected);
    }
  }
  return { seen: joined(seen), told: joined(told) };
}

/** Adds the minutes of an hour that some feeds did not see whole, or did not report on. */
function addMinutes(
  { seen, told }: Watched,
  hour: number,
  reports: readonly Minutes[],
  complete: boolean,
): void {
  for (let minute = 0; minute < MINUTES; minute++) {
    const time = hour + minute * MINUTE;
    const seconds = Math.min(60, ...reports.map(report => report[minute]?.[0] ?? 0));
    if (reports.some(report => report[minute] !== undefined)) told.push([time, time + MINUTE]);
    if (complete && seconds > 0)
      seen.push([time, time + (seconds >= WHOLE_MINUTE ? MINUTE : seconds * SECOND)]);
  }
}
