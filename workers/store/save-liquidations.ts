import type { Liquidation } from '../../schema/market.ts';
import { DAY, HOUR, INTERVALS, MINUTE } from '../../schema/range.ts';
import { isRecorded } from './bar-origin.ts';

/** Events per statement: as JSON below 2 MB, which is the most D1 takes for one value. */
const EVENTS_PER_STATEMENT = 4_000;

/** The rows a JSON array of events stands for, those of the store left out, each once. */
const NEW_EVENTS = `
  SELECT value ->> 0 AS time, value ->> 1 AS exchange, value ->> 2 AS id, value ->> 3 AS instrument,
    value ->> 4 AS symbol, value ->> 5 AS side, value ->> 6 AS price, value ->> 7 AS price_kind,
    value ->> 8 AS quantity, value ->> 9 AS notional_usd
  FROM json_each(?1)
  WHERE NOT EXISTS (SELECT 1 FROM liquidations
    WHERE time = value ->> 0 AND exchange = value ->> 1 AND id = value ->> 2)
  GROUP BY 1, 2, 3`;

/**
 * Whether somebody recorded a total of the time of `bar`, or of a part of it. Events are in that total already: a bar that
 * sums them stands beside no recorded one, but of its minute, which is asked for only where nothing is recorded.
 */
const recordedIn = (bar: string) => `
  EXISTS (SELECT 1 FROM (VALUES ${Object.values(INTERVALS)
    .map(step => `(${step})`)
    .join()}) AS steps CROSS JOIN liquidation_bars r
      ON r.symbol = ${bar}.symbol AND r.exchange = ${bar}.exchange AND r.step = steps.column1
      AND r.time > ${bar}.time - steps.column1 AND r.time < ${bar}.time + ${bar}.step
    WHERE ${isRecorded('r')})`;

/**
 * Bars that the new events make or grow. Bars of an hour or a day that is not over are made when it is. What was recorded
 * as a total is not grown.
 */
const GROW_BARS = `
  INSERT INTO liquidation_bars (symbol, exchange, time, step, long_usd, short_usd, count)
  SELECT * FROM (
    SELECT symbol, exchange, time / step * step AS time, step, sum(iif(side = 'long', notional_usd, 0)),
      sum(iif(side = 'short', notional_usd, 0)), count(*)
    FROM (${NEW_EVENTS}) JOIN (
      SELECT ${MINUTE} AS step, NULL AS until UNION ALL SELECT step, until FROM bar_rollups
    ) ON until IS NULL OR time < until
    GROUP BY 1, 2, 3, 4
  ) grown
  WHERE step = ${MINUTE} OR NOT ${recordedIn('grown')}
  ON CONFLICT DO UPDATE SET long_usd = ifnull(long_usd, 0) + excluded.long_usd,
    short_usd = ifnull(short_usd, 0) + excluded.short_usd, count = count + excluded.count
  WHERE count IS NOT NULL`;

const INSERT_EVENTS = `
  INSERT OR IGNORE INTO liquidations
    (time, exchange, id, instrument, symbol, side, price, price_kind, quantity, notional_usd) ${NEW_EVENTS}`;

/**
 * Writes events, and the bars that sum them, in one transaction; an event that is stored already changes nothing.
 * Gives the number of events that were new, and of the rows D1 counts as written.
 */
export async function saveLiquidations(
  db: D1Database,
  events: readonly Liquidation[],
): Promise<{ inserted: number; rowsWritten: number }> {
  const statements: D1PreparedStatement[] = [];
  for (let start = 0; start < events.length; start += EVENTS_PER_STATEMENT) {
    const json = JSON.stringify(events.slice(start, start + EVENTS_PER_STATEMENT).map(toRow));
    // The bars first: they are grown by what the events' own statement is about to add.
    statements.push(db.prepare(GROW_BARS).bind(json), db.prepare(INSERT_EVENTS).bind(json));
  }
  if (statements.length === 0) return { inserted: 0, rowsWritten: 0 };
  const results = await db.batch(statements);
  return {
    inserted: results.reduce((sum, { meta }, i) => sum + (i % 2 === 1 ? meta.changes : 0), 0),
    rowsWritten: results.reduce((sum, { meta }) => sum + meta.rows_written, 0),
  };
}

const toRow = (event: Liquidation) => [
  event.time,
  event.exchange,
  event.id,
  event.instrument,
  event.symbol,
  event.side,
  event.price,
  event.priceKind,
  event.quantity,
  event.notionalUsd,
];

/** The steps that are rolled up when they are over, and of which ones; one-minute bars are written with their events. */
const ROLLED_STEPS = [
  { step: HOUR, of: MINUTE },
  { step: DAY, of: HOUR },
] as const;

/**
 * The bars of a step that the finer ones before a time add up to, where there is no more to be told of their time: not
 * where a total was recorded of a part of it. It hops from market to market and reads their new bars. Steps stand in the
 * text: D1 binds every number as a REAL, and dividing by one does not round down.
 */
const rollUp = ({ step, of }: (typeof ROLLED_STEPS)[number]) => `
  WITH RECURSIVE
    symbols (symbol) AS (
      SELECT min(symbol) FROM liquidation_bars
      UNION ALL
      SELECT (SELECT min(symbol) FROM liquidation_bars WHERE symbol > symbols.symbol) FROM symbols
      WHERE symbol IS NOT NULL
    ),
    markets (symbol, exchange) AS (
      SELECT symbol, (SELECT min(exchange) FROM liquidation_bars b WHERE b.symbol = symbols.symbol)
      FROM symbols WHERE symbol IS NOT NULL
      UNION ALL
      SELECT symbol, (SELECT min(exchange) FROM liquidation_bars b
                      WHERE b.symbol = markets.symbol AND b.exchange > markets.exchange)
      FROM markets WHERE exchange IS NOT NULL
    )
  INSERT INTO liquidation_bars (symbol, exchange, time, step, long_usd, short_usd, count)
  SELECT * FROM (
    SELECT symbol, exchange, time / ${step} * ${step} AS time, ${step} AS step, sum(long_usd), sum(short_usd), sum(count)
    FROM markets CROSS JOIN liquidation_bars m USING (symbol, exchange)
    WHERE m.step = ${of} AND m.time < ?
      AND m.time >= ifnull((SELECT until FROM bar_rollups WHERE step = ${step}), 0)
    GROUP BY 1, 2, 3
  ) sums
  WHERE NOT ${recordedIn('sums')}
  ON CONFLICT DO NOTHING`;

const MOVE_ROLLUP = `
  INSERT INTO bar_rollups (step, until) VALUES (?1, ?2)
  ON CONFLICT DO UPDATE SET until = excluded.until WHERE excluded.until > until`;

/**
 * Makes the bars of the hours and days that ended before `now` (milliseconds UTC) and have none yet. From then on
 * `saveLiquidations` adds late events to them. What was recorded as a total stays as it is.
 */
export async function rollUpBars(db: D1Database, now: number): Promise<void> {
  const { results } = await db.prepare('SELECT step, until FROM bar_rollups').all<{
    step: number;
    until: number;
  }>();
  const done = new Map(results.map(({ step, until }) => [step, until]));
  const due = ROLLED_STEPS.map(rolled => ({
    rolled,
    until: Math.floor(now / rolled.step) * rolled.step,
  })).filter(({ rolled, until }) => until > (done.get(rolled.step) ?? 0));
  if (due.length === 0) return;
  await db.batch(
    due.flatMap(({ rolled, until }) => [
      db.prepare(rollUp(rolled)).bind(until),
      db.prepare(MOVE_ROLLUP).bind(rolled.step, until),
    ]),
  );
}
