import type { ContractKind } from './margin.ts';

/** What the filter must know of a market besides its candles. */
export type FilterRules = {
  kind: ContractKind;
  /** Of the lowest tier: a fraction of notional. */
  maintenanceMarginRate: number;
  maxLeverage: number;
  /** Liquidations reported ÷ liquidations that happen. */
  reportingShare: number;
};

/** Of exchanges about which nothing is known. */
export const DEFAULT_REPORTING_SHARE = 0.25;

/** For a market whose rules nobody has fetched: the lowest tier of a major on the large venues. */
const DEFAULT_RULES: FilterRules = {
  kind: 'linear',
  maintenanceMarginRate: 0.004,
  maxLeverage: 125,
  reportingShare: DEFAULT_REPORTING_SHARE,
};

/** Completes and checks rules; throws a RangeError that names the rule. */
export function filterRules(given: Partial<FilterRules> = {}): FilterRules {
  const rules = { ...DEFAULT_RULES, ...given };
  const { kind, maintenanceMarginRate, maxLeverage, reportingShare } = rules;
  if (kind !== 'linear' && kind !== 'inverse')
    throw new RangeError(`kind: expected linear or inverse, got ${kind}`);
  if (!(maintenanceMarginRate >= 0 && maintenanceMarginRate < 0.5)) {
    throw new RangeError(
      `maintenanceMarginRate: expected 0 or more and less than 0.5, got ${maintenanceMarginRate}`,
    );
  }
  if (!(maxLeverage >= 2)) throw new RangeError(`maxLeverage: expected 2 or more, got ${maxLeverage}`);
  if (!(reportingShare > 0 && reportingShare <= 1)) {
    throw new RangeError(`reportingShare: expected more than 0 and at most 1, got ${reportingShare}`);
  }
  return rules;
}
