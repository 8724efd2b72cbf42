import type { Liquidation } from '../../schema/market.ts';

/** Events per statement: as JSON below 2 MB, which is the most D1 takes for one value. */
const EVENTS_PER_STATEMENT = 4_000;

/** Two transports may round the same USD differently in the last bits. */
const TOLERANCE = 1e-9;

/**
 * Of events told by a venue's other transport, under identities of its own, those that are not stored already under
 * the first one's: no event of the same contract, side, time and USD is there. Of several equal ones in a millisecond
 * none is left where one is stored: to count too little is the lesser error.
 */
export async function untoldLiquidations(
  db: D1Database,
  events: readonly Liquidation[],
): Promise<Liquidation[]> {
  if (events.length === 0) return [];
  const rows = events.map(({ time, exchange, id, instrument, side, notionalUsd }) => [
    ...[time, exchange, id, instrument, side, notionalUsd],
  ]);
  const told = db.prepare(
    `SELECT key FROM json_each(?1) WHERE EXISTS (
       SELECT 1 FROM liquidations WHERE time = value ->> 0 AND exchange = value ->> 1 AND id IS NOT value ->> 2
         AND instrument = value ->> 3 AND side = value ->> 4
         AND abs(notional_usd - (value ->> 5)) <= ${TOLERANCE} * notional_usd)`,
  );
  const statements: D1PreparedStatement[] = [];
  for (let start = 0; start < rows.length; start += EVENTS_PER_STATEMENT)
    statements.push(told.bind(JSON.stringify(rows.slice(start, start + EVENTS_PER_STATEMENT))));
  const found = await db.batch<{ key: number }>(statements);
  const known = new Set(
    found.flatMap(({ results }, i) => results.map(({ key }) => i * EVENTS_PER_STATEMENT + Number(key))),
  );
  return events.filter((_, i) => !known.has(i));
}
