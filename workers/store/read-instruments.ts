import type { Exchange } from '../../schema/exchange.ts';
import type { Instrument } from '../../schema/market.ts';

/** All known contracts of these exchanges. */
export async function readInstruments(
  db: D1Database,
  exchanges: readonly Exchange[],
): Promise<Map<Exchange, Instrument[]>> {
  const { results } = await db
    .prepare(
      `SELECT exchange, instrument, symbol, quote, kind, contract_size AS contractSize FROM instruments
       WHERE exchange IN (SELECT value FROM json_each(?)) ORDER BY exchange, instrument`,
    )
    .bind(JSON.stringify(exchanges))
    .all<Instrument>();
  return Map.groupBy(results, instrument => instrument.exchange);
}

/** Single contracts, by their names. */
export async function readNamedInstruments(
  db: D1Database,
  names: readonly Pick<Instrument, 'exchange' | 'instrument'>[],
): Promise<Instrument[]> {
  const { results } = await db
    .prepare(
      `SELECT i.exchange, i.instrument, i.symbol, i.quote, i.kind, i.contract_size AS contractSize
       FROM json_each(?) n JOIN instruments i ON i.exchange = n.value ->> 0 AND i.instrument = n.value ->> 1`,
    )
    .bind(JSON.stringify(names.map(({ exchange, instrument }) => [exchange, instrument])))
    .all<Instrument>();
  return results;
}
