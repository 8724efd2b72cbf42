import { EXCHANGES, type Exchange } from '../../schema/exchange.ts';
import { INTERVALS } from '../../schema/range.ts';

/** The exchanges that have liquidation bars of any of these symbols. */
export async function reportingExchanges(db: D1Database, symbols: readonly string[]): Promise<Exchange[]> {
  const { results } = await db
    .prepare(
      `SELECT e.value AS exchange FROM json_each(?1) e WHERE EXISTS (
         SELECT 1 FROM json_each(?2) s CROSS JOIN json_each(?3) step CROSS JOIN liquidation_bars b
           ON b.symbol = s.value AND b.exchange = e.value AND b.step = step.value
       )`,
    )
    .bind(JSON.stringify(EXCHANGES), JSON.stringify(symbols), JSON.stringify(Object.values(INTERVALS)))
    .all<{ exchange: Exchange }>();
  return results.map(({ exchange }) => exchange);
}
