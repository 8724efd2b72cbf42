import { and, asc, eq, gte, lt, lte, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Exchange } from '../../schema/exchange.ts';
import { HOUR, INTERVALS, MINUTE } from '../../schema/range.ts';
import { barRollups, candles, feedCoverage, liquidationBars } from '../../schema/tables.ts';
import { literal } from './bar-origin.ts';
import { matches } from './matches.ts';
import { type Asked, prepared } from './prepared.ts';
import { WHOLE_MINUTE } from './read-feed-coverage.ts';

const FINER = literal(...Object.values(INTERVALS).filter(step => step < HOUR));

/** An hour of one symbol on one exchange, both sides, USD. */
export type TrackHour = { exchange: Exchange; time: number; turnoverUsd: number; liquidatedUsd: number };

const hoursOf = prepared((on, asked: Asked<'symbol' | 'exchanges' | 'from' | 'to'>) => {
  const { symbol, from, to } = asked;
  const of = literal(HOUR);
  const venues = on
    .select({ exchange: sql<Exchange>`value`.as('name') })
    .from(sql`json_each(${asked.exchanges})`)
    .as('asked');
  const { time, step, open, close, volume } = candles;
  // CROSS JOIN keeps the order: one key is looked up per exchange.
  const steps = on
    .select({
      exchange: candles.exchange,
      hour: sql<number>`${time} / ${of} * ${of}`.as('opens'),
      step,
      turnover: sql<number>`sum(${volume} * (${open} + ${close}) / 2)`.as('turnover'),
    })
    .from(venues)
    .crossJoin(candles)
    .where(
      and(
        matches(candles, { symbol, exchange: venues.exchange }),
        gte(time, from),
        lt(time, to),
        lte(step, HOUR),
      ),
    )
    .groupBy(sql`1`, sql`2`, sql`3`)
    .having(eq(sql`sum(${step})`, HOUR))
    .as('steps');
  // Of a column that is not summed SQLite gives that of the row with the least step.
  const traded = on
    .select({
      exchange: steps.exchange,
      hour: steps.hour,
      step: sql<number>`min(${steps.step})`.as('least'),
      turnover: steps.turnover,
    })
    .from(steps)
    .groupBy(sql`1`, sql`2`)
    .as('traded');
  const { hour, minutes } = feedCoverage;
  const seconds = sql`SELECT count(*) FROM json_each(${minutes}) WHERE value ->> 0 >= ${literal(WHOLE_MINUTE)}`;
  const seen = on
    .select({
      exchange: feedCoverage.exchange,
      hour,
      whole: sql<0 | 1>`min((${seconds})) = ${literal(HOUR / MINUTE)}`.as('whole'),
    })
    .from(venues)
    .crossJoin(feedCoverage)
    .where(and(eq(feedCoverage.exchange, venues.exchange), gte(hour, from), lt(hour, to)))
    .groupBy(sql`1`, sql`2`)
    .as('seen');
  const bar = liquidationBars;
  const part = alias(liquidationBars, 'part');
  const isSummed = sql`${traded.hour} < (SELECT ${barRollups.until} FROM ${barRollups} WHERE ${barRollups.step} = ${of})
    AND NOT EXISTS (
      SELECT 1 FROM ${bar} ${part}
      WHERE ${part.symbol} = ${symbol} AND ${part.exchange} = ${traded.exchange} AND ${part.step} IN (${FINER})
        AND ${part.time} >= ${traded.hour} AND ${part.time} < ${traded.hour} + ${of}
    )`;
  const liquidated = sql`${bar.longUsd} + ${bar.shortUsd}`;
  return on
    .select({
      exchange: traded.exchange,
      time: traded.hour,
      turnoverUsd: traded.turnover,
      liquidatedUsd: sql<number>`iif(${bar.time} IS NULL, 0, ${liquidated})`,
    })
    .from(traded)
    .leftJoin(seen, and(eq(seen.exchange, traded.exchange), eq(seen.hour, traded.hour)))
    .leftJoin(bar, matches(bar, { symbol, exchange: traded.exchange, step: HOUR, time: traded.hour }))
    .where(
      and(
        sql`ifnull(${seen.whole}, ${bar.time} IS NOT NULL)`,
        sql`iif(${bar.time} IS NULL, ${isSummed}, ${liquidated} IS NOT NULL)`,
      ),
    )
    .orderBy(asc(traded.exchange), asc(traded.hour));
});

/**
 * Turnover and reported liquidations of the whole hours in [from, to) of which both are known. Turnover is that of the
 * finest candles that fill the hour, at the middle of their open and close. Liquidations are those of the hour's bar;
 * where feeds are followed, only hours that all of them saw whole count, and no bar means that nothing was liquidated; an
 * hour that is not summed beside a recorded part of it is left out.
 */
export const readVenueHours = (
  db: D1Database,
  { exchanges, ...span }: { symbol: string; exchanges: readonly Exchange[]; from: number; to: number },
): Promise<TrackHour[]> => hoursOf(db, { ...span, exchanges: JSON.stringify(exchanges) });
