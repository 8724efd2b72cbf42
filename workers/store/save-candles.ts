import { sql } from 'drizzle-orm';
import type { OpenInterest, Track } from '../../schema/market.ts';
import { INTERVALS } from '../../schema/range.ts';
import { candles } from '../../schema/tables.ts';
import { jsonRows } from './json-rows.ts';
import { spansOf, tellNews } from './news.ts';
import { type Asked, preparedStatement } from './prepared.ts';
import { saveRows } from './save-rows.ts';

export type CandleRow = typeof candles.$inferInsert;

const { symbol, exchange, time, step, openInterest } = candles;
const { at, parts } = jsonRows({ symbol, exchange, time, openInterest });

/** Open interest of candles that are stored already; a row that brings nothing new is not written. */
const update = preparedStatement(
  (_, { rows }: Asked<'rows'>) => sql`
  UPDATE ${candles} SET ${sql.identifier(openInterest.name)} = news.coins
  FROM (
    SELECT ${at(symbol)} AS symbol, ${at(exchange)} AS exchange, (${at(time)}) - steps.step AS time, steps.step,
      ${at(openInterest)} AS coins
    FROM json_each(${rows}), (SELECT value AS step FROM json_each(${JSON.stringify(Object.values(INTERVALS))})) steps
  ) AS news
  WHERE ${symbol} = news.symbol AND ${exchange} = news.exchange AND ${time} = news.time AND ${step} = news.step
    AND ${openInterest} IS NOT news.coins`,
);

/**
 * Statements that write candles with the open interest at their close: that of the same call in the candle's own
 * row, any other into the candles that end at its time. Open interest of a time at which no candle ends is nobody's.
 */
export function saveCandles(
  db: D1Database,
  rows: readonly CandleRow[],
  openInterest: readonly (Track & OpenInterest)[],
): D1PreparedStatement[] {
  const key = ({ symbol, exchange, time }: Track & { time: number }) => `${symbol} ${exchange} ${time}`;
  const atClose = new Map(openInterest.map(row => [key(row), row.openInterest]));
  const merged = rows.map(row => {
    const found = atClose.get(key({ ...row, time: row.time + row.step }));
    return found === undefined ? row : { ...row, openInterest: found };
  });
  const ends = new Set(rows.map(row => key({ ...row, time: row.time + row.step })));
  const others = openInterest.filter(row => !ends.has(key(row)));
  return [...saveRows(db, candles, merged), ...parts(others).map(json => update(db, { rows: json }))];
}

/** The statement that tells of candles, of open interest that came without them, and of bars. */
export function tellRows(
  db: D1Database,
  {
    candles = [],
    openInterest = [],
    liquidationBars = [],
  }: {
    candles?: readonly (Track & { time: number; step: number })[];
    openInterest?: readonly (Track & OpenInterest)[];
    liquidationBars?: readonly (Track & { time: number })[];
  },
): D1PreparedStatement[] {
  const key = ({ symbol, exchange }: Track, time: number) => `${symbol} ${exchange} ${time}`;
  const ends = new Set(candles.map(row => key(row, row.time + row.step)));
  return tellNews(db, {
    rows: spansOf([...candles, ...liquidationBars]),
    ends: openInterest
      .filter(row => !ends.has(key(row, row.time)))
      .map(({ symbol, exchange, time }) => [symbol, exchange, time] as const),
  });
}
