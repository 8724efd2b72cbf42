import { asc, getTableColumns, inArray, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import type { Exchange } from '../../schema/exchange.ts';
import type { Instrument } from '../../schema/market.ts';
import { instruments } from '../../schema/tables.ts';
import { matches } from './matches.ts';
import { rowsOf } from './rows-of.ts';

/** All known contracts of these exchanges. */
export async function readInstruments(
  db: D1Database,
  exchanges: readonly Exchange[],
): Promise<Map<Exchange, Instrument[]>> {
  const { exchange, instrument } = instruments;
  const rows = await rowsOf(
    drizzle(db)
      .select()
      .from(instruments)
      .where(inArray(exchange, exchanges))
      .orderBy(asc(exchange), asc(instrument)),
  );
  return Map.groupBy(rows, row => row.exchange);
}

/** Single contracts, by their names. */
export function readNamedInstruments(
  db: D1Database,
  names: readonly Pick<Instrument, 'exchange' | 'instrument'>[],
): Promise<Instrument[]> {
  return rowsOf(
    drizzle(db)
      .select(getTableColumns(instruments))
      .from(sql`json_each(${JSON.stringify(names)}) asked`)
      .innerJoin(
        instruments,
        matches(instruments, {
          exchange: sql`asked.value ->> 'exchange'`,
          instrument: sql`asked.value ->> 'instrument'`,
        }),
      ),
  );
}
