import { and, asc, gte, isNull, lt, notInArray, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Exchange } from '../../schema/exchange.ts';
import type { LiquidationBar } from '../../schema/market.ts';
import { DAY, HOUR, INTERVALS, MINUTE } from '../../schema/range.ts';
import { candles, feedCoverage, liquidationBars } from '../../schema/tables.ts';
import { literal } from './bar-origin.ts';
import { matches } from './matches.ts';
import type { EndOfCandles, FeedSpan, RowSpan } from './news.ts';
import { type Asked, prepared } from './prepared.ts';
import type { StoredMinute } from './save-coverage.ts';
import { fixed } from './statement-of.ts';
import { withoutNulls } from './without-nulls.ts';

type Of<Row> = Row & { exchange: Exchange };
export type CandleOf = Of<Omit<typeof candles.$inferSelect, 'symbol'>>;

/** The parts of a span that is asked for. */
const part = (i: 0 | 1 | 2 | 3) => sql`asked.value ->> ${literal(i)}`;
const STEPS = literal(...Object.values(INTERVALS));
const candleColumns = {
  exchange: candles.exchange,
  time: candles.time,
  step: candles.step,
  open: candles.open,
  high: candles.high,
  low: candles.low,
  close: candles.close,
  volume: candles.volume,
  buyVolume: candles.buyVolume,
  openInterest: candles.openInterest,
};

// CROSS JOIN keeps the order: one stretch of the key is read for each span.
const candlesIn = prepared((on, { spans }: Asked<'spans'>) =>
  on
    .select(candleColumns)
    .from(sql`json_each(${spans}) asked`)
    .crossJoin(candles)
    .where(
      and(
        matches(candles, { symbol: part(0), exchange: part(1) }),
        gte(candles.time, part(2)),
        lt(candles.time, part(3)),
      ),
    )
    .orderBy(asc(candles.exchange), asc(candles.time), asc(candles.step)),
);

/** Candles in these spans, by exchange, oldest first, the finest first of those that open together. */
export const readCandlesIn = (db: D1Database, spans: readonly RowSpan[]): Promise<CandleOf[]> =>
  candlesIn(db, { spans: JSON.stringify(spans) });

const candlesEndingAt = prepared((on, { ends }: Asked<'ends'>) =>
  on
    .select(candleColumns)
    .from(sql`json_each(${ends}) asked`)
    .crossJoin(sql`(VALUES (${sql.raw(Object.values(INTERVALS).join('), ('))})) steps`)
    .crossJoin(candles)
    .where(
      matches(candles, {
        symbol: part(0),
        exchange: part(1),
        time: sql`(${part(2)}) - steps.column1`,
        step: sql`steps.column1`,
      }),
    ),
);

/** Candles of any step that end at these times. */
export const readCandlesEndingAt = (db: D1Database, ends: readonly EndOfCandles[]): Promise<CandleOf[]> =>
  candlesEndingAt(db, { ends: JSON.stringify(ends) });

const finer = alias(liquidationBars, 'finer');
/** Whether there are bars of minutes in the time of a bar of an hour, or of hours in that of a day. */
const HAS_PARTS = fixed(sql`EXISTS (SELECT 1 FROM ${liquidationBars} ${finer}
  WHERE ${finer.symbol} = ${liquidationBars.symbol} AND ${finer.exchange} = ${liquidationBars.exchange}
    AND ${finer.step} = iif(${liquidationBars.step} = ${literal(HOUR)}, ${literal(MINUTE)}, ${literal(HOUR)})
    AND ${finer.time} >= ${liquidationBars.time}
    AND ${finer.time} < ${liquidationBars.time} + ${liquidationBars.step})`);

const barsIn = prepared((on, { spans }: Asked<'spans'>) => {
  const { exchange, time, step, longUsd, shortUsd, count } = liquidationBars;
  return on
    .select({ exchange, time, step, longUsd, shortUsd, count })
    .from(sql`json_each(${spans}) asked`)
    .crossJoin(liquidationBars)
    .where(
      and(
        matches(liquidationBars, { symbol: part(0), exchange: part(1) }),
        sql`${step} IN (${STEPS})`,
        gte(time, part(2)),
        lt(time, part(3)),
        // What is summed of minutes follows from them.
        or(isNull(count), notInArray(step, [HOUR, DAY]), sql`NOT ${HAS_PARTS}`),
      ),
    )
    .orderBy(asc(exchange), asc(time), asc(step));
});

/**
 * Bars in these spans that somebody recorded, and those of the minutes that events are summed into, by exchange, oldest
 * first, the finest first of those that open together.
 */
export const readBarsIn = async (db: D1Database, spans: readonly RowSpan[]): Promise<Of<LiquidationBar>[]> =>
  (await barsIn(db, { spans: JSON.stringify(spans) })).map(row => withoutNulls(credible(row)));

/**
 * Dollars that no market can have had stand as less than nothing, which no sum is: they are met again where the bar is used.
 * A count that is none is not known.
 */
const credible = <Row extends Record<'longUsd' | 'shortUsd' | 'count', number | null>>(row: Row): Row => ({
  ...row,
  longUsd: numberOf(row.longUsd),
  shortUsd: numberOf(row.shortUsd),
  count:
    Number.isSafeInteger(row.count) && Number(row.count) >= 0 && Number(row.count) <= MOST_EVENTS
      ? row.count
      : null,
});
/** More events than a bar can have. */
const MOST_EVENTS = 2 ** 31;
const numberOf = (stored: unknown): number | null =>
  stored === null || (typeof stored === 'number' && Number.isFinite(stored)) ? (stored as number | null) : -1;

/** What a feed told of the minutes of an hour, by the minute of the hour. */
export type FeedHour = {
  exchange: Exchange;
  feed: string;
  hour: number;
  minutes: Record<string, StoredMinute>;
};

const hoursIn = prepared((on, { spans }: Asked<'spans'>) => {
  const { exchange, feed, hour, minutes } = feedCoverage;
  return on
    .select({ exchange, feed, hour, minutes })
    .from(sql`json_each(${spans}) asked`)
    .crossJoin(feedCoverage)
    .where(
      and(
        matches(feedCoverage, { exchange: sql`asked.value ->> 0` }),
        gte(hour, sql`asked.value ->> 1 - ${literal(HOUR - 1)}`),
        lt(hour, sql`asked.value ->> 2`),
      ),
    )
    .orderBy(asc(exchange), asc(feed), asc(hour));
});

/** What feeds told of the hours that reach into these spans. */
export const readFeedHoursIn = async (db: D1Database, spans: readonly FeedSpan[]): Promise<FeedHour[]> =>
  (await hoursIn(db, { spans: JSON.stringify(spans) })).map(row => ({
    ...row,
    minutes: minutesOf(row.minutes),
  }));

/** Minutes that cannot be read were not told of. */
function minutesOf(text: string): FeedHour['minutes'] {
  try {
    const minutes: unknown = JSON.parse(text);
    const entries = Object.entries((minutes ?? {}) as Record<string, StoredMinute>);
    return Object.fromEntries(
      entries.filter(([minute, report]) => /^[1-5]?\d$/.test(minute) && Number.isFinite(report?.[0])),
    );
  } catch {
    return {};
  }
}
