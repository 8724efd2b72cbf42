import type { FeedMinute } from '../../schema/market.ts';
import { HOUR, MINUTE } from '../../schema/range.ts';

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
const RANK = `iif(value ->> 3 IS ${SILENT}, 60e9 + 0.5,
  (value ->> 0) * 1e9 + (value ->> 1) + iif(value ->> 3 IS ${REPAIRED}, 0.75, 0))`;
/** The same, of what is reported. */
const rankOf = ({ seconds, events, repaired }: FeedMinute): number =>
  seconds * 1e9 + events + (repaired ? 0.75 : 0);

const MERGE = `
  INSERT INTO feed_coverage (exchange, feed, hour, minutes, error)
  SELECT value ->> 0, value ->> 1, value ->> 2, value -> 3, value ->> 4 FROM json_each(?) WHERE true
  ON CONFLICT DO UPDATE SET error = ifnull(excluded.error, error), minutes = (
    SELECT json_group_object(key, json(value)) FROM (
      SELECT key, value, max(${RANK}) FROM (
        SELECT key, value FROM json_each(feed_coverage.minutes)
        UNION ALL SELECT key, value FROM json_each(excluded.minutes)
      ) GROUP BY key ORDER BY CAST(key AS INTEGER)
    )
  )`;

/** The statements that note what feeds saw, one row per feed and hour however many minutes are reported. */
export function saveCoverage(db: D1Database, reports: readonly FeedMinute[]): D1PreparedStatement[] {
  if (reports.length === 0) return [];
  const hours = Map.groupBy(reports, ({ exchange, feed, time }) =>
    JSON.stringify([exchange, feed, Math.floor(time / HOUR) * HOUR]),
  );
  const rows = [...hours].map(([key, members]) => {
    const best = new Map<number, FeedMinute>();
    for (const report of members) {
      const minute = Math.floor((report.time % HOUR) / MINUTE);
      const known = best.get(minute);
      if (!known || rankOf(report) > rankOf(known)) best.set(minute, report);
    }
    const minutes = Object.fromEntries([...best].map(([minute, report]) => [minute, toStored(report)]));
    const error = members.findLast(report => report.error !== undefined)?.error ?? null;
    return [...(JSON.parse(key) as unknown[]), minutes, error];
  });
  return [db.prepare(MERGE).bind(JSON.stringify(rows))];
}

function toStored({ seconds, events, delay, repaired }: FeedMinute): StoredMinute {
  const median = delay === undefined ? null : Math.round(delay);
  return repaired ? [Math.round(seconds), events, median, REPAIRED] : [Math.round(seconds), events, median];
}
