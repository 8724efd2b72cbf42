import type { LiquidationBar } from '../../../schema/market.ts';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { joined, type Span, within } from '../../store/spans.ts';
import { isRecorded, periodsOf, spanOf, sumOf } from './bar-sums.ts';
import { COARSE } from './runs.ts';

/**
 * Bars of a UTC day, with sums over its hours, without what is never read of them where times and widths are multiples of two
 * hours: minutes of events that a sum or a recorded total holds. Recorded totals that fill two hours are one of two hours.
 * Where one of them is off the grid of its step, all stay as they are.
 */
export function coarseBars(bars: readonly LiquidationBar[]): LiquidationBar[] {
  const recorded = bars.filter(isRecorded);
  const sums = bars.filter(bar => bar.step === HOUR && !isRecorded(bar));
  if (recorded.some(({ time, step }) => time % step !== 0)) return without(bars, sums);
  const fine = recorded.filter(({ step }) => step <= COARSE);
  const totals = without(bars, [...sums, ...fine]);
  // Wider totals are told by finer ones of one step alone: where there are several, it must be seen which ones fill them.
  if (new Set(fine.map(({ step }) => step)).size > 1) return totals;
  const merged = periodsOf(fine, COARSE).flatMap(parts => {
    const { time, step } = parts[0] as LiquidationBar;
    return parts.length * step === COARSE ? [sumOf(parts, time, COARSE)] : parts;
  });
  return [...totals.filter(bar => !fine.includes(bar)), ...merged].sort(
    (a, b) => a.time - b.time || a.step - b.step,
  );
}

/** Bars without the minutes of events that lie in some of them. */
function without(bars: readonly LiquidationBar[], holders: readonly LiquidationBar[]): LiquidationBar[] {
  const held: Span[] = joined(holders.map(spanOf));
  return bars.filter(
    bar => bar.step !== MINUTE || isRecorded(bar) || within(held, ...spanOf(bar)).length === 0,
  );
}
