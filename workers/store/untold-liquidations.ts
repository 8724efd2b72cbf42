import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import type { Liquidation } from '../../schema/market.ts';
import { liquidations } from '../../schema/tables.ts';
import { jsonRows } from './json-rows.ts';

const { time, exchange, id, instrument, side, notionalUsd } = liquidations;
const { at, parts } = jsonRows({ time, exchange, id, instrument, side, notionalUsd });

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
  const on = drizzle(db);
  const told = parts(events).map(json =>
    on
      .select({
        time: at(time).mapWith(time),
        exchange: at(exchange).mapWith(exchange),
        id: at(id).mapWith(id),
      })
      .from(sql`json_each(${json})`)
      .where(
        sql`EXISTS (SELECT 1 FROM ${liquidations} WHERE ${time} = ${at(time)} AND ${exchange} = ${at(exchange)}
          AND ${id} IS NOT ${at(id)} AND ${instrument} = ${at(instrument)} AND ${side} = ${at(side)}
          AND abs(${notionalUsd} - (${at(notionalUsd)})) <= ${TOLERANCE} * ${notionalUsd})`,
      ),
  );
  const [first, ...others] = told;
  if (!first) return [];
  const known = new Set((await on.batch([first, ...others])).flat().map(keyOf));
  return events.filter(event => !known.has(keyOf(event)));
}

const keyOf = ({ time, exchange, id }: Pick<Liquidation, 'time' | 'exchange' | 'id'>) =>
  `${time} ${exchange} ${id}`;
