import { and, asc, eq, gt, lt, sql } from 'drizzle-orm';
import type { ForecastRow } from '../../schema/market.ts';
import { DAY } from '../../schema/range.ts';
import { forecasts } from '../../schema/tables.ts';
import { excluded, insertRows, type OnKey } from './insert-rows.ts';
import { type Asked, prepared } from './prepared.ts';

/** The columns of the ledger's text, which is also what `format=csv` of the score serves. */
export const LEDGER_COLUMNS = [
  'time_ms',
  'step_ms',
  'forecast_long_usd',
  'forecast_short_usd',
  'observed_long_usd',
  'observed_short_usd',
  'column_sha256',
] as const;

const APPENDED: OnKey = { set: [[forecasts.lines, sql`${forecasts.lines} || ${excluded(forecasts.lines)}`]] };

/**
 * The statements that add rows to a symbol's ledger. To be run in one batch with the model state they came from,
 * whose revision makes sure that it happens once: a line is never rewritten.
 */
export function appendForecasts(
  db: D1Database,
  symbol: string,
  rows: readonly ForecastRow[],
): D1PreparedStatement[] {
  const byDay = Map.groupBy(rows, row => Math.floor(row.time / DAY) * DAY);
  const days = [...byDay].map(([day, members]) => ({ symbol, day, lines: members.map(toLine).join('') }));
  return insertRows(db, forecasts, days, APPENDED);
}

/** The forecasts of candles with from <= time < to, oldest first. */
export async function readForecasts(
  db: D1Database,
  { symbol, from, to }: { symbol: string; from: number; to: number },
): Promise<ForecastRow[]> {
  const results = await days(db, { symbol, after: from - DAY, to });
  return results
    .flatMap(({ lines }) => lines.split('\n').filter(line => line !== ''))
    .map(fromLine)
    .filter(({ time }) => time >= from && time < to)
    .sort((a, b) => a.time - b.time);
}

const days = prepared((on, { symbol, after, to }: Asked<'symbol' | 'after' | 'to'>) => {
  const { day, lines } = forecasts;
  return on
    .select({ lines })
    .from(forecasts)
    .where(and(eq(forecasts.symbol, symbol), gt(day, after), lt(day, to)))
    .orderBy(asc(day));
});

/** One row as it stands in the ledger, with numbers as they were computed, so that a score can be made again exactly. */
export function toLine(row: ForecastRow): string {
  const usd = [row.forecastLongUsd, row.forecastShortUsd, row.observedLongUsd, row.observedShortUsd];
  const fields = [row.time, row.step, ...usd.map(value => value ?? ''), row.columnSha256 ?? ''];
  return `${fields.join(',')}\n`;
}

function fromLine(line: string): ForecastRow {
  const fields = line.split(',');
  const [time, step, forecastLongUsd, forecastShortUsd, observedLongUsd, observedShortUsd] = fields.map(
    field => (field === '' ? undefined : Number(field)),
  );
  const columnSha256 = fields[6];
  if (
    time === undefined ||
    step === undefined ||
    forecastLongUsd === undefined ||
    forecastShortUsd === undefined ||
    columnSha256 === undefined
  ) {
    throw new RangeError(`forecast ledger: expected ${LEDGER_COLUMNS.length} fields, got "${line}"`);
  }
  return {
    time,
    step,
    forecastLongUsd,
    forecastShortUsd,
    ...(observedLongUsd !== undefined && { observedLongUsd }),
    ...(observedShortUsd !== undefined && { observedShortUsd }),
    ...(columnSha256 !== '' && { columnSha256 }),
  };
}
