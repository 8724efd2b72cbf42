import type { Liquidation } from '../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../schema/range.ts';

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

/** Bars that the new events make or grow. Bars of an hour or a day that is not over are made when it is. */
const GROW_BARS = `
  INSERT INTO liquidation_bars (symbol, exchange, time, step, long_usd, short_usd, count)
  SELECT symbol, exchange, time / step * step, step, sum(iif(side = 'long', notional_usd, 0)),
    sum(iif(side = 'short', notional_usd, 0)), count(*)
  FROM (${NEW_EVENTS}) JOIN (
    SELECT ${MINUTE} AS step, NULL AS until UNION ALL SELECT step, until FROM bar_rollups
  ) ON until IS NULL OR time < until
  GROUP BY 1, 2, 3, 4
  ON CONFLICT DO UPDATE SET long_usd = ifnull(long_usd, 0) + excluded.long_usd,
    short_usd = ifnull(short_usd, 0) + excluded.short_usd, count = ifnull(count, 0) + excluded.count`;

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

/** The steps that are rolled up when they are over; one-minute bars are written with their events. */
const ROLLED_STEPS = [HOUR, DAY] as const;

/** D1 binds every number as a REAL, and dividing by one does not round down: steps stand in the text. */
const rollUp = (step: number) => `
  INSERT INTO liquidation_bars (symbol, exchange, time, step, long_usd, short_usd, count)
  SELECT symbol, exchange, time / ${step} * ${step}, ${step}, sum(iif(side = 'long', notional_usd, 0)),
    sum(iif(side = 'short', notional_usd, 0)), count(*)
  FROM liquidations
  WHERE time >= ifnull((SELECT until FROM bar_rollups WHERE step = ${step}), 0) AND time < ?
  GROUP BY 1, 2, 3
  ON CONFLICT DO NOTHING`;

const MOVE_ROLLUP = `
  INSERT INTO bar_rollups (step, until) VALUES (?1, ?2)
  ON CONFLICT DO UPDATE SET until = excluded.until WHERE excluded.until > until`;

/**
 * Makes the bars of the hours and days that ended before `now` (milliseconds UTC) and have none yet. From then on
 * `saveLiquidations` adds late events to them. A bar that was imported stays as it is.
 */
export async function rollUpBars(db: D1Database, now: number): Promise<void> {
  const { results } = await db.prepare('SELECT step, until FROM bar_rollups').all<{
    step: number;
    until: number;
  }>();
  const done = new Map(results.map(({ step, until }) => [step, until]));
  const due = ROLLED_STEPS.map(step => ({ step, until: Math.floor(now / step) * step })).filter(
    ({ step, until }) => until > (done.get(step) ?? 0),
  );
  if (due.length === 0) return;
  await db.batch(
    due.flatMap(({ step, until }) => [
      db.prepare(rollUp(step)).bind(until),
      db.prepare(MOVE_ROLLUP).bind(step, until),
    ]),
  );
}
