import type { Side } from '../../schema/market.ts';

export type ContractKind = 'linear' | 'inverse';

/** One position on isolated margin. */
export type Position = {
  side: Side;
  kind: ContractKind;
  /** USD per base unit. */
  entry: number;
  leverage: number;
  maintenanceMarginRate: number;
  /** Base units; needed only with extra margin or a deduction. */
  quantity?: number;
  /** Margin added beyond the initial one plus the tier's maintenance deduction, USD. Linear contracts only. */
  extraMarginUsd?: number;
};

/**
 * The mark price at which what is left of the margin no longer covers the maintenance margin, USD per base unit.
 * Solves margin + profit = maintenance: linear E/L + X/q ± (P − E) = m·P, inverse (in coins) 1/(E·L) ± (1/E − 1/P) = m/P.
 */
export function liquidationPrice(position: Position): number {
  const { side, kind, entry, leverage, maintenanceMarginRate: m, quantity, extraMarginUsd = 0 } = position;
  if (kind === 'inverse') {
    if (extraMarginUsd !== 0)
      throw new RangeError(`inverse position: expected no extra USD, got ${extraMarginUsd}`);
    return side === 'long' ? entry / (1 + 1 / leverage - m) : entry / (1 - 1 / leverage + m);
  }
  if (extraMarginUsd !== 0 && !(quantity !== undefined && quantity > 0)) {
    throw new RangeError(`position with extra margin: expected a quantity above 0, got ${quantity}`);
  }
  const extra = extraMarginUsd === 0 ? 0 : extraMarginUsd / (quantity as number);
  return side === 'long'
    ? (entry * (1 - 1 / leverage) - extra) / (1 - m)
    : (entry * (1 + 1 / leverage) + extra) / (1 + m);
}

/**
 * Log distance from entry to liquidation without extra margin: below 0 for longs, above 0 for shorts.
 * It does not depend on the entry, so that heat is entry density moved by it. Undefined where the initial
 * margin does not exceed the maintenance margin: no such position can be opened.
 */
export function liquidationShift(
  side: Side,
  kind: ContractKind,
  leverage: number,
  maintenanceMarginRate: number,
): number | undefined {
  if (!(1 / leverage > maintenanceMarginRate)) return undefined;
  return Math.log(liquidationPrice({ side, kind, entry: 1, leverage, maintenanceMarginRate }));
}
