import { and, asc, getTableColumns, gte, lt, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { BOUNDS } from '../../../schema/bounds.ts';
import { faultText } from '../../../schema/fault.ts';
import type { Track } from '../../../schema/market.ts';
import { CLOCK_ERROR, candleFault } from '../../../schema/plausible.ts';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { candles, feedCoverage, liquidationBars } from '../../../schema/tables.ts';
import { credibleCandle, type ModelCandle } from '../../../workers/model/filter.ts';
import { literal } from '../../../workers/store/bar-origin.ts';
import { matches } from '../../../workers/store/matches.ts';
import { type Asked, prepared } from '../../../workers/store/prepared.ts';
import { WHOLE_MINUTE } from '../../../workers/store/read-feed-coverage.ts';
import type { SetAside } from '../../../workers/store/set-aside-candles.ts';
import { withoutNulls } from '../../../workers/store/without-nulls.ts';
import type { ModelCandles } from '../../../workers/symbol/record/model-candles-of.ts';

const bar = alias(liquidationBars, 'bar');
const minute = alias(liquidationBars, 'minute');
const { symbol, exchange, time, step } = candles;
const { hour, minutes } = feedCoverage;

/** When a minute of a row of coverage opens. */
const OPENS = sql`${hour} + CAST(key AS INTEGER) * ${literal(MINUTE)}`;
/**
 * Whether every feed of the exchange that reported in the candle's hour saw all the candle's minutes: then no bar
 * means that nothing was liquidated. Longer candles would take coverage of several hours and have none.
 */
const SEEN_WHOLE = sql<0 | 1 | null>`(
  SELECT min(seen) * ${literal(MINUTE)} >= ${step} FROM (
    SELECT (SELECT count(*) FROM json_each(iif(json_valid(${minutes}), ${minutes}, '{}'))
            WHERE value ->> 0 >= ${literal(WHOLE_MINUTE)} AND ${OPENS} >= ${time} AND ${OPENS} < ${time} + ${step}) AS seen
    FROM ${feedCoverage}
    WHERE ${feedCoverage.exchange} = ${exchange} AND ${hour} = ${time} / ${literal(HOUR)} * ${literal(HOUR)}
      AND ${step} <= ${literal(HOUR)}
  ))`;

/** Of a time after all there can be. */
const ALWAYS = Date.UTC(2100, 0);

/**
 * What was liquidated of a side: what the candle's bar says, else what its one-minute bars sum to; below 0, which no sum is,
 * where one of them cannot be.
 */
const liquidated = (side: 'longUsd' | 'shortUsd') =>
  sql<number | null>`coalesce(${bar[side]}, (
  SELECT iif(sum(NOT ${minute[side]} BETWEEN 0 AND ${literal(BOUNDS.usd.most)}) > 0, -1, sum(${minute[side]}))
  FROM ${liquidationBars} ${minute}
  WHERE ${bar.time} IS NULL AND ${minute.symbol} = ${symbol} AND ${minute.exchange} = ${exchange}
    AND ${minute.step} = ${literal(MINUTE)} AND ${minute.time} >= ${time} AND ${minute.time} < ${time} + ${step}))`;
const LIQUIDATED = { longUsd: liquidated('longUsd'), shortUsd: liquidated('shortUsd') };

type Row = Awaited<ReturnType<typeof readRows>>[number];

type Placeholders = Asked<'symbol' | 'exchange' | 'from' | 'before' | 'limit'>;

type Question = Track & { from: number; limit: number; now?: number };

/**
 * The candles that open at `from` or later, oldest first, with the open interest at their close and what was
 * liquidated in them: bars of the candle's own step, else the sum of one-minute bars, else zero where all feeds were
 * watching, else undefined. Where candles of several steps overlap, the one that opens first and is finest is taken.
 * What no market can be is left out and told in `setAside`; a candle of a time that has not come at `now` is not read.
 */
export async function readModelCandles(
  db: D1Database,
  { now = ALWAYS, ...asked }: Question,
): Promise<ModelCandles> {
  const { from, limit } = asked;
  const rows = await readRows(db, { ...asked, before: now + CLOCK_ERROR });
  const candles: ModelCandle[] = [];
  const setAside: SetAside[] = [];
  const more = rows.length === limit;
  let end = from;
  for (const { seenWhole, ...row } of rows) {
    // D1 gives what is infinite as null, which must stay where null is none.
    const { buyVolume, ...traded } = row;
    const fault = candleFault({ ...traded, ...withoutNulls({ buyVolume }) });
    if (fault) setAside.push({ row, reason: faultText(fault), drop: 'candle' });
    else if (row.time >= end) {
      const { candle, missing } = modelCandle(row, seenWhole === 1);
      for (const one of missing) {
        const { field } = one;
        setAside.push({ row, reason: faultText(one), ...(field === 'openInterest' && { drop: field }) });
      }
      candles.push(candle);
      end = candle.time + candle.step;
    }
  }
  const last = setAside.findLast(({ drop }) => drop === 'candle')?.row.time ?? from - 1;
  // Behind a row that the limit cut off others may open at the same time; behind the last one of all nothing does.
  return { candles, setAside, more, until: Math.max(end, more ? last : last + 1) };
}

const readRows = prepared(
  (on, { symbol: ofSymbol, exchange: ofExchange, from, before, limit }: Placeholders) => {
    const { symbol: _symbol, exchange: _exchange, ...columns } = getTableColumns(candles);
    return on
      .select({ ...columns, ...LIQUIDATED, seenWhole: SEEN_WHOLE })
      .from(candles)
      .leftJoin(bar, matches(bar, { symbol, exchange, step, time }))
      .where(
        and(matches(candles, { symbol: ofSymbol, exchange: ofExchange }), gte(time, from), lt(time, before)),
      )
      .orderBy(asc(time), asc(step))
      .limit(limit);
  },
);

/** The candle of a row that is one. */
function modelCandle({ longUsd, shortUsd, ...row }: Omit<Row, 'seenWhole'>, seenWhole: boolean) {
  const nothing = seenWhole ? 0 : null;
  const sides = withoutNulls({ longUsd: longUsd ?? nothing, shortUsd: shortUsd ?? nothing });
  const read = credibleCandle({
    ...withoutNulls(row),
    ...(Object.keys(sides).length > 0 && { liquidations: sides }),
  });
  if ('candle' in read) return read;
  throw new RangeError(`candle at ${row.time}: expected one that can be, got ${read.refused.field}`);
}
