import { asc, desc, getTableColumns, sql } from 'drizzle-orm';
import type { Track } from '../../schema/market.ts';
import { marginTierFault } from '../../schema/plausible.ts';
import { instruments, marginTiers } from '../../schema/tables.ts';
import type { FilterRules } from '../model/rules.ts';
import { matches } from './matches.ts';
import { type Asked, prepared } from './prepared.ts';

/** The least leverage the model has positions of. */
const LEAST_LEVERAGE = 2;
/** Of the margin of such a position, the part that must be left, at most: with more it could hardly be opened. */
const MOST_MAINTENANCE = 0.5;

/** Contracts of one coin on one venue are some ten at most. */
const CONTRACTS = 100;

const tiersOf = prepared((on, { symbol, exchange }: Asked<'symbol' | 'exchange'>) => {
  const { kind } = instruments;
  return on
    .select({ kind, ...getTableColumns(marginTiers) })
    .from(instruments)
    .innerJoin(
      marginTiers,
      matches(marginTiers, { exchange: instruments.exchange, instrument: instruments.instrument }),
    )
    .where(matches(instruments, { exchange, symbol }))
    .orderBy(asc(marginTiers.minNotionalUsd), sql`${kind} = 'inverse'`, desc(marginTiers.maxLeverage))
    .limit(CONTRACTS);
});

/**
 * The margin rules of a symbol on an exchange, as the lowest tier of its main contract has them: the linear one with
 * most leverage. Nothing where the exchange's tiers are not known, or are none that can be. A market that allows less
 * leverage than the model has positions of is taken for one of the least it has.
 */
export async function readFilterRules(
  db: D1Database,
  { symbol, exchange }: Track,
): Promise<Partial<FilterRules>> {
  const results = await tiersOf(db, { symbol, exchange });
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
