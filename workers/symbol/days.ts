import { DAY, HOUR } from '../../schema/range.ts';
import type { MarketRows } from './market-rows.ts';
import type { Own, Write } from './own.ts';
import { packRows, unpackRows } from './pack/packed-rows.ts';
import { coarseRows } from './record/coarse-rows.ts';
import { joinRows } from './record/join-rows.ts';
import { packCoarse, unpackCandles, unpackCoarse } from './record/pack-coarse.ts';
import type { MarketRuns } from './record/runs.ts';

/** The UTC day that holds a time. */
export const dayOf = (time: number): number => Math.floor(time / DAY) * DAY;

/** What opened on the UTC days that reach into [from, to), joined; nothing where nothing came. */
export async function readDays(
  { sql }: Own,
  { from, to }: { from: number; to: number },
): Promise<MarketRuns> {
  const days = sql
    .exec<{ rows: ArrayBuffer }>(
      'SELECT rows FROM days WHERE day >= ? AND day < ? ORDER BY day',
      dayOf(from),
      to,
    )
    .toArray();
  return joinRows(await Promise.all(days.map(({ rows }) => unpackRows(new Uint8Array(rows)))));
}

/** The forms in which a day is kept beside its rows, by what is merged in them; the widest first. */
const FORMS = [
  { column: 'daily', width: DAY },
  { column: 'coarse', width: 2 * HOUR },
] as const;

/**
 * What opened on the UTC days that reach into [from, to), for whom wants it in columns of `width` ms: a year is then read
 * as fast as a week. The day that holds `end`, the last close, is not over, and is read whole, as are those after it.
 * Where only candles are wanted the rest may be left unread.
 */
export async function readRows(
  own: Own,
  { from, to, width, end, only }: { from: number; to: number; width: number; end: number; only?: 'candles' },
): Promise<MarketRuns> {
  const form = FORMS.find(form => width % form.width === 0);
  if (!form) return readDays(own, { from, to });
  const open = Math.min(to, dayOf(end));
  const unpack = only === 'candles' ? unpackCandles : unpackCoarse;
  const days = own.sql
    .exec<{ packed: ArrayBuffer }>(
      `SELECT ${form.column} AS packed FROM days WHERE day >= ? AND day < ? ORDER BY day`,
      ...[dayOf(from), open],
    )
    .toArray()
    .map(({ packed }) => unpack(new Uint8Array(packed)));
  return joinRows([...days, await readDays(own, { from: open, to })]);
}

/** What opened on one UTC day. */
export async function readDay({ sql }: Own, day: number): Promise<MarketRows> {
  const [row] = sql.exec<{ rows: ArrayBuffer }>('SELECT rows FROM days WHERE day = ?', day).toArray();
  return row ? unpackRows(new Uint8Array(row.rows)) : new Map();
}

/** Packs a day, to be written. */
export async function packDay(day: number, rows: MarketRows): Promise<Write> {
  const merged = FORMS.map(({ width }) => packCoarse(coarseRows(rows, width)));
  const whole = await packRows(rows);
  return sql => {
    sql.exec('INSERT OR REPLACE INTO days VALUES (?, ?, ?, ?)', day, ...merged, whole);
  };
}

/** The days there are that reach into [from, to). */
export const daysBetween = ({ sql }: Own, from: number, to: number): number[] =>
  sql
    .exec<{ day: number }>('SELECT day FROM days WHERE day >= ? AND day < ?', dayOf(from), to)
    .toArray()
    .map(({ day }) => day);
