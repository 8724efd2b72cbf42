import type { Exchange } from '../../schema/exchange.ts';
import type { Completeness, ReportingShares } from '../../schema/reporting-share.ts';

/** What was known of an exchange's reports for candles that open at `time` (milliseconds UTC) or later. */
export type StoredReporting = {
  exchange: Exchange;
  time: number;
  completeness: Completeness;
  /** Absent where there was nothing to compare with, or too little. */
  shares?: ReportingShares;
};

type Row = { exchange: Exchange; time: number; completeness: Completeness; shares: string | null };

/** What holds at `from` and what followed later, of each exchange, oldest first. */
export async function readReportingShares(
  db: D1Database,
  { exchanges, from }: { exchanges: readonly Exchange[]; from: number },
): Promise<Map<Exchange, StoredReporting[]>> {
  const { results } = await db
    .prepare(
      `SELECT r.exchange, r.time, r.completeness, r.shares FROM json_each(?1) asked
       JOIN reporting_shares r ON r.exchange = asked.value AND r.time >= ifnull(
         (SELECT max(time) FROM reporting_shares WHERE exchange = asked.value AND time <= ?2), 0)
       ORDER BY r.exchange, r.time`,
    )
    .bind(JSON.stringify(exchanges), from)
    .all<Row>();
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
  await db
    .prepare(
      `INSERT INTO reporting_shares (exchange, time, completeness, shares)
       SELECT value ->> 'exchange', value ->> 'time', value ->> 'completeness', value -> 'shares'
       FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`,
    )
    .bind(JSON.stringify(rows))
    .run();
}
