import { cutNote } from '../../schema/cut-note.ts';
import type { TimedReject } from '../../schema/market.ts';
import { HOUR } from '../../schema/range.ts';

/** Most rejects of one source that one call adds, and that an hour may hold before no more are added. */
const PER_CALL = 20;
const PER_HOUR = 100;

/**
 * The statements that keep rejects beside those known: of each source a bounded number, since a venue that changes
 * its format makes every message one. A reject that is known already keeps its time.
 */
export function addRejects(db: D1Database, rejects: readonly TimedReject[]): D1PreparedStatement[] {
  if (rejects.length === 0) return [];
  const rows = [...Map.groupBy(rejects, reject => reject.source).values()].flatMap(members =>
    members
      .slice(0, PER_CALL)
      .map(({ source, time, reason, payload }) => [source, time, cutNote(reason), cutNote(payload)]),
  );
  return [
    db
      .prepare(
        `INSERT OR IGNORE INTO rejects (source, time, reason, payload)
         SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?1)
         WHERE (SELECT count(*) FROM rejects WHERE source = value ->> 0 AND time > (value ->> 1) - ?2) < ?3`,
      )
      .bind(JSON.stringify(rows), HOUR, PER_HOUR),
  ];
}
