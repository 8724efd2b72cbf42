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
