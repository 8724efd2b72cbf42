import type { Liquidation } from '../../schema/market.ts';

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
  const { results } = await db
    .prepare(
      `SELECT key FROM json_each(?1) WHERE EXISTS (
         SELECT 1 FROM liquidations WHERE time = value ->> 0 AND exchange = value ->> 1 AND id IS NOT value ->> 2
           AND instrument = value ->> 3 AND side = value ->> 4
           AND abs(notional_usd - (value ->> 5)) <= ${TOLERANCE} * notional_usd)`,
    )
    .bind(JSON.stringify(rows))
    .all<{ key: number }>();
  const told = new Set(results.map(({ key }) => Number(key)));
  return events.filter((_, i) => !told.has(i));
}
