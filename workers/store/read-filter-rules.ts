import type { MarginTier, Track } from '../../schema/market.ts';
import { marginTierFault } from '../../schema/plausible.ts';
import type { FilterRules } from '../model/rules.ts';

/** The least leverage the model has positions of. */
const LEAST_LEVERAGE = 2;
/** Of the margin of such a position, the part that must be left, at most: with more it could hardly be opened. */
const MOST_MAINTENANCE = 0.5;

/** Contracts of one coin on one venue are some ten at most. */
const CONTRACTS = 100;

type Row = Omit<MarginTier, 'exchange' | 'instrument'> & Pick<FilterRules, 'kind'>;

/**
 * The margin rules of a symbol on an exchange, as the lowest tier of its main contract has them: the linear one with
 * most leverage. Nothing where the exchange's tiers are not known, or are none that can be. A market that allows less
 * leverage than the model has positions of is taken for one of the least it has.
 */
export async function readFilterRules(
  db: D1Database,
  { symbol, exchange }: Track,
): Promise<Partial<FilterRules>> {
  const { results } = await db
    .prepare(
      `SELECT i.kind, t.min_notional_usd AS minNotionalUsd, t.maintenance_margin_rate AS maintenanceMarginRate,
         t.max_leverage AS maxLeverage, t.maintenance_deduction_usd AS maintenanceDeductionUsd
       FROM instruments i JOIN margin_tiers t ON t.exchange = i.exchange AND t.instrument = i.instrument
       WHERE i.exchange = ? AND i.symbol = ?
       ORDER BY t.min_notional_usd, i.kind = 'inverse', t.max_leverage DESC LIMIT ${CONTRACTS}`,
    )
    .bind(exchange, symbol)
    .all<Row>();
  const lowest = results.find(tier => marginTierFault(tier) === undefined);
  if (!lowest) return {};
  const maxLeverage = Math.max(LEAST_LEVERAGE, lowest.maxLeverage);
  return {
    kind: lowest.kind === 'inverse' ? 'inverse' : 'linear',
    maintenanceMarginRate:
      lowest.maintenanceMarginRate * LEAST_LEVERAGE < 1
        ? lowest.maintenanceMarginRate
        : MOST_MAINTENANCE / LEAST_LEVERAGE,
    maxLeverage,
  };
}
