import { sql } from 'drizzle-orm';
import type { FeedMinute } from '../../schema/market.ts';
import { HOUR, MINUTE } from '../../schema/range.ts';
import { feedCoverage } from '../../schema/tables.ts';
import { literal } from './bar-origin.ts';
import { excluded, insertRows, type OnKey } from './insert-rows.ts';

/**
 * A minute as it is stored: seconds connected, events, median delay (null where nothing arrived live), and what was found
 * out afterwards, if anything.
 */
export type StoredMinute = [
  seconds: number,
  events: number,
  delay: number | null,
  note?: typeof REPAIRED | typeof SILENT,
];
/** REST told of it. */
export const REPAIRED = 1;
/** The feed looked well and said nothing for so long that it cannot have been well. */
export const SILENT = 2;

/**
 * Of two reports on the same minute the one that saw more of it stands, whoever comes first: REST before a feed, and what a
 * feed claims of a minute without an event only until the feed was found silent in it.
 */
const RANK = sql`iif(value ->> 3 IS ${literal(SILENT)}, 60e9 + 0.5,
  (value ->> 0) * 1e9 + (value ->> 1) + iif(value ->> 3 IS ${literal(REPAIRED)}, 0.75, 0))`;
/** The same, of what is reported. */
const rankOf = ({ seconds, events, repaired }: FeedMinute): number =>
  seconds * 1e9 + events + (repaired ? 0.75 : 0);

const { error, minutes } = feedCoverage;
const MERGED = sql`(
  SELECT json_group_object(key, json(value)) FROM (
    SELECT key, value, max(${RANK}) FROM (
      SELECT key, value FROM json_each(${minutes})
      UNION ALL SELECT key, value FROM json_each(${excluded(minutes)})
    ) GROUP BY key ORDER BY CAST(key AS INTEGER)
  ))`;
const BEST: OnKey = {
  set: [
    [error, sql`ifnull(${excluded(error)}, ${error})`],
    [minutes, MERGED],
  ],
};

/** The statements that note what feeds saw, one row per feed and hour however many minutes are reported. */
export function saveCoverage(db: D1Database, reports: readonly FeedMinute[]): D1PreparedStatement[] {
  const hourOf = ({ time }: FeedMinute) => Math.floor(time / HOUR) * HOUR;
  const hours = Map.groupBy(reports, report => `${report.exchange} ${report.feed} ${hourOf(report)}`);
  const rows = [...hours.values()].map(members => {
    const best = new Map<number, FeedMinute>();
    for (const report of members) {
      const minute = Math.floor((report.time % HOUR) / MINUTE);
      const known = best.get(minute);
      if (!known || rankOf(report) > rankOf(known)) best.set(minute, report);
    }
    const stored = Object.fromEntries([...best].map(([minute, report]) => [minute, toStored(report)]));
    const { exchange, feed } = members[0] as FeedMinute;
    const error = members.findLast(report => report.error !== undefined)?.error;
    return { exchange, feed, hour: hourOf(members[0] as FeedMinute), minutes: JSON.stringify(stored), error };
  });
  return insertRows(db, feedCoverage, rows, BEST);
}

function toStored({ seconds, events, delay, repaired }: FeedMinute): StoredMinute {
  const median = delay === undefined ? null : Math.round(delay);
  return repaired ? [Math.round(seconds), events, median, REPAIRED] : [Math.round(seconds), events, median];
}
