import { and, asc, eq, getTableColumns, gte, max, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Exchange } from '../../schema/exchange.ts';
import type { Completeness, ReportingShares } from '../../schema/reporting-share.ts';
import { reportingShares } from '../../schema/tables.ts';
import { insertRows } from './insert-rows.ts';
import { type Asked, prepared } from './prepared.ts';

/** What was known of an exchange's reports for candles that open at `time` (milliseconds UTC) or later. */
export type StoredReporting = {
  exchange: Exchange;
  time: number;
  completeness: Completeness;
  /** Absent where there was nothing to compare with, or too little. */
  shares?: ReportingShares;
};

const sharesFrom = prepared((on, { exchanges, from }: Asked<'exchanges' | 'from'>) => {
  const { exchange, time } = reportingShares;
  const first = alias(reportingShares, 'first');
  const holding = sql`(SELECT ${max(first.time)} FROM ${reportingShares} ${first}
    WHERE ${first.exchange} = asked.value AND ${first.time} <= ${from})`;
  return on
    .select(getTableColumns(reportingShares))
    .from(sql`json_each(${exchanges}) asked`)
    .innerJoin(reportingShares, and(eq(exchange, sql`asked.value`), gte(time, sql`ifnull(${holding}, 0)`)))
    .orderBy(asc(exchange), asc(time));
});

/** What holds at `from` and what followed later, of each exchange, oldest first. */
export async function readReportingShares(
  db: D1Database,
  { exchanges, from }: { exchanges: readonly Exchange[]; from: number },
): Promise<Map<Exchange, StoredReporting[]>> {
  const results = await sharesFrom(db, { exchanges: JSON.stringify(exchanges), from });
  return Map.groupBy(
    results.map(
      ({ shares, ...row }): StoredReporting => ({
        ...row,
        ...(shares !== null && { shares: JSON.parse(shares) as ReportingShares }),
      }),
    ),
    row => row.exchange,
  );
}

/** Adds estimates; one that stands for the same exchange and time is never rewritten, for filters have used it. */
export async function saveReportingShares(db: D1Database, rows: readonly StoredReporting[]): Promise<void> {
  const stored = rows.map(({ shares, ...row }) => ({ ...row, shares: shares && JSON.stringify(shares) }));
  const statements = insertRows(db, reportingShares, stored);
  if (statements.length > 0) await db.batch(statements);
}
