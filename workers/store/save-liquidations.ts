import { getTableColumns, lt, type Placeholder, type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Liquidation } from '../../schema/market.ts';
import { DAY, HOUR, INTERVALS, MINUTE } from '../../schema/range.ts';
import { barRollups, liquidationBars, liquidations } from '../../schema/tables.ts';
import { isRecorded, literal } from './bar-origin.ts';
import { excluded } from './insert-rows.ts';
import { jsonRows, namesOf } from './json-rows.ts';
import { spansOf, tellChangedRows } from './news.ts';
import { type Asked, madeOnce, preparedStatement } from './prepared.ts';
import { trackHops } from './read-tracks.ts';
import { rowsOf } from './rows-of.ts';
import { fixed, statementOf } from './statement-of.ts';

const { time, exchange, id } = liquidations;
const { at, names, values, parts } = jsonRows(getTableColumns(liquidations));

/** The rows a JSON array of events stands for, those of the store left out, each once. */
const newEvents = (json: Placeholder): SQL => sql`
  SELECT ${values} FROM json_each(${json})
  WHERE NOT EXISTS (SELECT 1 FROM ${liquidations}
    WHERE ${time} = ${at(time)} AND ${exchange} = ${at(exchange)} AND ${id} = ${at(id)})
  GROUP BY ${at(time)}, ${at(exchange)}, ${at(id)}`;

const bar = liquidationBars;
const event = alias(liquidations, 'event');
const rolled = alias(barRollups, 'rolled');
const recorded = alias(liquidationBars, 'recorded');
const finer = alias(liquidationBars, 'finer');
/** A bar that is about to be written, as the SELECT that makes it names its columns. */
const made = alias(liquidationBars, 'made');

/** What a SELECT that makes bars gives, in this order. */
const INTO_BARS = sql`INSERT INTO ${bar}
  (${namesOf([bar.symbol, bar.exchange, bar.time, bar.step, bar.longUsd, bar.shortUsd, bar.count])})`;

/** The open of the bar of a step that a time is in. Steps stand in the text: dividing by a REAL does not round down. */
const openOf = (time: SQLiteColumn, step: SQL | SQLiteColumn): SQL =>
  sql`${time} / ${step} * ${step} AS time`;

/**
 * Whether somebody recorded a total of the time of the bar, or of a part of it. Events are in that total already: a bar that
 * sums them stands beside no recorded one, but of its minute, which is asked for only where nothing is recorded.
 */
const IS_RECORDED = fixed(sql`
  EXISTS (SELECT 1 FROM (VALUES (${sql.raw(Object.values(INTERVALS).join('), ('))})) AS steps
    CROSS JOIN ${bar} ${recorded}
      ON ${recorded.symbol} = ${made.symbol} AND ${recorded.exchange} = ${made.exchange}
      AND ${recorded.step} = steps.column1
      AND ${recorded.time} > ${made.time} - steps.column1 AND ${recorded.time} < ${made.time} + ${made.step}
    WHERE ${isRecorded(recorded)})`);

/**
 * Bars that the new events make or grow. Bars of an hour or a day that is not over are made when it is. What was recorded
 * as a total is not grown.
 */
const growBars = preparedStatement((_, { events }: Asked<'events'>) => {
  const grown = (side: SQLiteColumn) =>
    sql`${sql.identifier(side.name)} = ifnull(${side}, 0) + ${excluded(side)}`;
  return sql`
    ${INTO_BARS}
    SELECT * FROM (
      SELECT ${event.symbol}, ${event.exchange}, ${openOf(event.time, rolled.step)}, ${rolled.step},
        sum(iif(${event.side} = 'long', ${event.notionalUsd}, 0)),
        sum(iif(${event.side} = 'short', ${event.notionalUsd}, 0)), count(*)
      FROM (${newEvents(events)}) ${event} JOIN (
        SELECT ${literal(MINUTE)} AS step, NULL AS until
        UNION ALL SELECT ${barRollups.step}, ${barRollups.until} FROM ${barRollups}
      ) ${rolled} ON ${rolled.until} IS NULL OR ${event.time} < ${rolled.until}
      GROUP BY 1, 2, 3, 4
    ) ${made}
    WHERE ${made.step} = ${literal(MINUTE)} OR NOT ${IS_RECORDED}
    ON CONFLICT DO UPDATE SET ${grown(bar.longUsd)}, ${grown(bar.shortUsd)},
      ${sql.identifier(bar.count.name)} = ${bar.count} + ${excluded(bar.count)}
    WHERE ${bar.count} IS NOT NULL`;
});

const addEvents = preparedStatement(
  (_, { events }: Asked<'events'>) =>
    sql`INSERT OR IGNORE INTO ${liquidations} (${names}) ${newEvents(events)}`,
);

/**
 * Writes events, and the bars that sum them, in one transaction; an event that is stored already changes nothing.
 * Gives the number of events that were new, and of the rows D1 counts as written.
 */
export async function saveLiquidations(
  db: D1Database,
  events: readonly Liquidation[],
): Promise<{ inserted: number; rowsWritten: number }> {
  if (events.length === 0) return { inserted: 0, rowsWritten: 0 };
  const minutes = events.map(({ time, ...track }) => ({ ...track, time: time - (time % MINUTE) }));
  const spans = spansOf(minutes);
  const results = await db.batch(
    parts(events).flatMap(json => [
      // The bars first: they are grown by what the events' own statement is about to add.
      growBars(db, { events: json }),
      addEvents(db, { events: json }),
      tellChangedRows(db, spans),
    ]),
  );
  return {
    inserted: results.reduce((sum, { meta }, i) => sum + (i % 3 === 1 ? meta.changes : 0), 0),
    rowsWritten: results.reduce((sum, { meta }) => sum + meta.rows_written, 0),
  };
}

/** The steps that are rolled up when they are over, and of which ones; one-minute bars are written with their events. */
const ROLLED_STEPS = [
  { step: HOUR, of: MINUTE },
  { step: DAY, of: HOUR },
] as const;

/**
 * The bars of a step that the finer ones before a time add up to, where there is no more to be told of their time: not
 * where a total was recorded of a part of it. It hops from market to market and reads their new bars.
 */
const rollUp = madeOnce(({ step, of }: (typeof ROLLED_STEPS)[number]) =>
  preparedStatement(
    (_, { until }: Asked<'until'>) => sql`
  WITH RECURSIVE ${trackHops(bar)}
  ${INTO_BARS}
  SELECT * FROM (
    SELECT ${finer.symbol}, ${finer.exchange}, ${openOf(finer.time, literal(step))}, ${literal(step)} AS step,
      sum(${finer.longUsd}), sum(${finer.shortUsd}), sum(${finer.count})
    FROM tracks CROSS JOIN ${bar} ${finer} ON ${finer.symbol} = tracks.symbol AND ${finer.exchange} = tracks.exchange
    WHERE ${finer.step} = ${literal(of)} AND ${finer.time} < ${until} AND ${finer.time} >= ifnull(
      (SELECT ${barRollups.until} FROM ${barRollups} WHERE ${barRollups.step} = ${literal(step)}), 0)
    GROUP BY 1, 2, 3
  ) ${made}
  WHERE NOT ${IS_RECORDED}
  ON CONFLICT DO NOTHING`,
  ),
);

/**
 * Makes the bars of the hours and days that ended before `now` (milliseconds UTC) and have none yet. From then on
 * `saveLiquidations` adds late events to them. What was recorded as a total stays as it is.
 */
export async function rollUpBars(db: D1Database, now: number): Promise<void> {
  const on = drizzle(db);
  const rollups = await rowsOf(on.select().from(barRollups));
  const done = new Map(rollups.map(({ step, until }) => [step, until]));
  const due = ROLLED_STEPS.map(rolled => ({
    rolled,
    until: Math.floor(now / rolled.step) * rolled.step,
  })).filter(({ rolled, until }) => until > (done.get(rolled.step) ?? 0));
  if (due.length === 0) return;
  await db.batch(
    due.flatMap(({ rolled, until }) => [
      rollUp(rolled)(db, { until }),
      statementOf(
        db,
        on
          .insert(barRollups)
          .values({ step: rolled.step, until })
          .onConflictDoUpdate({
            target: barRollups.step,
            set: { until },
            setWhere: lt(barRollups.until, until),
          }),
      ),
    ]),
  );
}
