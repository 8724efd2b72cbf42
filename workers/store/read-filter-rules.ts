import type { FilterRules } from '../model/rules.ts';
import type { Track } from './read-tracks.ts';

/**
 * The margin rules of a symbol on an exchange, as the lowest tier of its main contract has them: the linear one with
 * most leverage. Nothing where the exchange's tiers are not known.
 */
export async function readFilterRules(
  db: D1Database,
  { symbol, exchange }: Track,
): Promise<Partial<FilterRules>> {
  const rules = await db
    .prepare(
      `SELECT i.kind, t.maintenance_margin_rate AS maintenanceMarginRate, t.max_leverage AS maxLeverage
       FROM instruments i JOIN margin_tiers t ON t.exchange = i.exchange AND t.instrument = i.instrument
       WHERE i.exchange = ? AND i.symbol = ?
       ORDER BY t.min_notional_usd, i.kind = 'inverse', t.max_leverage DESC LIMIT 1`,
    )
    .bind(exchange, symbol)
    .first<Pick<FilterRules, 'kind' | 'maintenanceMarginRate' | 'maxLeverage'>>();
  return rules ?? {};
}
