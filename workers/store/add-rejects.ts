import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import { cutNote } from '../../schema/cut-note.ts';
import type { TimedReject } from '../../schema/market.ts';
import { HOUR } from '../../schema/range.ts';
import { rejects } from '../../schema/tables.ts';
import { jsonRows } from './json-rows.ts';
import { statementOf } from './statement-of.ts';

/** Most rejects of one source that one call adds, and that an hour may hold before no more are added. */
const PER_CALL = 20;
const PER_HOUR = 100;

const { id: _id, ...columns } = getTableColumns(rejects);
const { at, names, values, parts } = jsonRows(columns);

/** The statements that keep rejects beside those known, of which each keeps its time; `where` tells of a row whether it is kept. */
export const insertRejects = (
  db: D1Database,
  rows: readonly TimedReject[],
  where: SQL = sql`true`,
): D1PreparedStatement[] =>
  parts(
    rows.map(({ reason, payload, ...row }) => ({
      ...row,
      reason: cutNote(reason),
      payload: cutNote(payload),
    })),
  ).map(json =>
    statementOf(
      db,
      sql`INSERT OR IGNORE INTO ${rejects} (${names}) SELECT ${values} FROM json_each(${json}) WHERE ${where}`,
    ),
  );

/**
 * The statements that keep rejects beside those known: of each source a bounded number, since a venue that changes
 * its format makes every message one. A reject that is known already keeps its time.
 */
export function addRejects(db: D1Database, rows: readonly TimedReject[]): D1PreparedStatement[] {
  const few = [...Map.groupBy(rows, row => row.source).values()].flatMap(own => own.slice(0, PER_CALL));
  const ofHour = sql`SELECT count(*) FROM ${rejects}
    WHERE ${rejects.source} = ${at(rejects.source)} AND ${rejects.time} > (${at(rejects.time)}) - ${HOUR}`;
  return insertRejects(db, few, sql`(${ofHour}) < ${PER_HOUR}`);
}
