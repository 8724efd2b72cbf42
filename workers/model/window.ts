import { LEVEL_STEP, priceOfLevel } from '../../schema/lattice.ts';
import { ANCHOR_REACH, type FilterState, SPAN, WINDOW } from './state.ts';

/** Where a side's window begins in the span of both: longs need the levels below the price, shorts those above. */
export const windowOffset = (side: number): number => (side === 0 ? 0 : SPAN - WINDOW);

/** First level of the span, and with it of the longs' window. */
export const spanStart = (anchor: number): number => anchor - (WINDOW - ANCHOR_REACH);

/** First level of a side's window. */
export const firstLevel = (anchor: number, side: number): number => spanStart(anchor) + windowOffset(side);

/**
 * USD per unit of quantity at each level of the span: its middle price, or 1 where quantities are USD.
 * Kept while the windows stand still.
 */
export function levelValues({ rules, anchor = 0, values }: FilterState): Float64Array {
  if (values.anchor === anchor) return values.usd;
  values.anchor = anchor;
  const ratio = rules.kind === 'inverse' ? 1 : Math.exp(LEVEL_STEP);
  let value = rules.kind === 'inverse' ? 1 : priceOfLevel(spanStart(anchor) + 0.5);
  for (let i = 0; i < SPAN; i++) {
    values.usd[i] = value;
    value *= ratio;
  }
  return values.usd;
}
