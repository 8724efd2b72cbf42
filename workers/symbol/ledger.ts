import type { ForecastRow } from '../../schema/market.ts';
import { DAY } from '../../schema/range.ts';
import { dayOf } from './days.ts';
import type { Own, Write } from './own.ts';
import { deflate, inflate } from './pack/deflate.ts';

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

/** Lines of a day that began so long before the newest are deflated: nothing is added to them any more but by an exchange that comes late. */
const PACKED_AFTER = 2 * DAY;

/** Adds rows to the ledger: a line is never rewritten. */
export const appendForecasts =
  (rows: readonly ForecastRow[]): Write =>
  sql => {
    for (const [day, members] of Map.groupBy(rows, row => dayOf(row.time)))
      sql.exec(
        `INSERT INTO forecasts (day, lines) VALUES (?, ?)
           ON CONFLICT (day) DO UPDATE SET lines = ifnull(lines, '') || excluded.lines`,
        ...[day, members.map(toLine).join('')],
      );
  };

/** A day of the ledger as it was kept elsewhere. */
export const ledgerDay =
  ({ day, lines }: { day: number; lines: string }): Write =>
  sql => {
    sql.exec('INSERT OR REPLACE INTO forecasts (day, lines) VALUES (?, ?)', day, lines);
  };

type Day = { day: number; lines: string | null; packed: ArrayBuffer | null };

const linesOf = async ({ lines, packed }: Day): Promise<string> =>
  (packed ? new TextDecoder().decode(await inflate(new Uint8Array(packed))) : '') + (lines ?? '');

/** The forecasts of candles with from <= time < to, oldest first. */
export async function readForecasts(
  { sql }: Own,
  { from, to }: { from: number; to: number },
): Promise<ForecastRow[]> {
  const days = sql
    .exec<Day>('SELECT * FROM forecasts WHERE day > ? AND day < ? ORDER BY day', from - DAY, to)
    .toArray();
  return (await Promise.all(days.map(linesOf)))
    .flatMap(lines => lines.split('\n').filter(line => line !== ''))
    .map(fromLine)
    .filter(({ time }) => time >= from && time < to)
    .sort((a, b) => a.time - b.time);
}

/** Deflates days that are over, the oldest first, so many at a time. */
export async function packLedger({ sql }: Own, most = 40): Promise<Write[]> {
  const days = sql
    .exec<Day>(
      `SELECT * FROM forecasts WHERE lines IS NOT NULL AND day <= (SELECT max(day) FROM forecasts) - ? ORDER BY day LIMIT ?`,
      ...[PACKED_AFTER, most],
    )
    .toArray();
  return Promise.all(
    days.map(async (row): Promise<Write> => {
      const packed = await deflate(new TextEncoder().encode(await linesOf(row)));
      return sql => {
        sql.exec('UPDATE forecasts SET lines = NULL, packed = ? WHERE day = ?', packed, row.day);
      };
    }),
  );
}

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
