import type { Exchange } from '../../../schema/exchange.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { WHOLE_MINUTE } from '../../store/read-feed-coverage.ts';
import { joined } from '../../store/spans.ts';
import type { FeedDay } from '../market-rows.ts';
import type { MarketRuns, Watched, WatchedDay } from './runs.ts';

const MINUTES = HOUR / MINUTE;
const SECOND = 1_000;

/**
 * When the feeds of the exchanges saw the time of [from, to), by whole hours from the UTC day that `from` is in: there no
 * liquidation means that nothing was liquidated. An exchange sees what all its feeds see: those that reported in the busiest
 * hour of the UTC day. Exchanges without feeds are absent.
 */
export function watchedOf(
  rows: MarketRuns,
  { exchanges, from, to }: { exchanges: readonly Exchange[]; from: number; to: number },
): Map<Exchange, Watched> {
  const first = Math.floor(from / DAY) * DAY;
  const isAsked = ({ day }: { day: number }) => day >= first && day < to;
  return new Map(
    exchanges.flatMap(exchange => {
      const { feeds = [], watched = [] } = rows.get(exchange) ?? {};
      const days = [...watched.filter(isAsked), ...watchedDays(feeds.filter(isAsked), to)];
      const seen = joined(days.flatMap(day => day.seen));
      const told = joined(days.flatMap(day => day.told));
      return told.length > 0 ? [[exchange, { seen, told }] as const] : [];
    }),
  );
}

/** What the feeds of an exchange saw of their days, in the hours that open before `to`. */
export const watchedDays = (feeds: readonly FeedDay[], to: number): WatchedDay[] =>
  [...Map.groupBy(feeds, ({ day }) => day)].map(([day, ofDay]) => watchedDay(ofDay, day, to));

function watchedDay(feeds: readonly FeedDay[], day: number, to: number): WatchedDay {
  const hours = Array.from({ length: Math.min(DAY / HOUR, Math.ceil((to - day) / HOUR)) }, (_, hour) =>
    feeds
      .map(({ told }) => told.subarray(hour * MINUTES, (hour + 1) * MINUTES))
      .filter(told => told.some(minute => minute > 0)),
  );
  const expected = Math.max(...hours.map(({ length }) => length));
  const seen: [number, number][] = [];
  const told: [number, number][] = [];
  for (const [hour, reports] of hours.entries())
    for (let minute = 0; reports.length > 0 && minute < MINUTES; minute++) {
      const time = day + hour * HOUR + minute * MINUTE;
      let least = 61;
      let greatest = 0;
      for (const report of reports) {
        const told = report[minute] as number;
        if (told < least) least = told;
        if (told > greatest) greatest = told;
      }
      const seconds = least - 1;
      if (greatest > 0) extend(told, time, time + MINUTE);
      if (reports.length === expected && seconds > 0)
        extend(seen, time, time + (seconds >= WHOLE_MINUTE ? MINUTE : seconds * SECOND));
    }
  return { day, seen, told };
}

/** Adds a span behind all others, to the last one where they touch. */
function extend(spans: [from: number, to: number][], from: number, to: number): void {
  const last = spans.at(-1);
  if (last?.[1] === from) last[1] = to;
  else spans.push([from, to]);
}
