import type { LiquidationBar } from '../../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { apartFrom, joined } from '../../store/spans.ts';
import { isRecorded, periodsOf, spanOf, sumOf } from './bar-sums.ts';

/** Width of recorded totals that are merged, ms: of this width events make no sums, so that it stays known what they are. */
const MERGED = 2 * HOUR;

/**
 * Bars of a UTC day, with the sums over it and its hours, without what is never read of them where times and widths are
 * multiples of `width`, which is one of two hours: events that a sum or a recorded total holds. Recorded totals that fill two
 * hours are one. Where one of them is off the grid of its step, all stay as they are.
 */
export function coarseBars(bars: readonly LiquidationBar[], width: number): LiquidationBar[] {
  const day = bars.find(bar => bar.step === DAY && !isRecorded(bar));
  if (day && width === DAY) return [day];
  const hours = bars.filter(bar => bar.step === HOUR && !isRecorded(bar));
  const recorded = bars.filter(isRecorded);
  if (recorded.some(({ time, step }) => time % step !== 0)) return without(bars, hours);
  const fine = recorded.filter(({ step }) => step <= MERGED);
  const left = without(bars, [...hours, ...fine]);
  // Wider totals are told by finer ones of one step alone: where there are several, it must be seen which ones fill them.
  if (new Set(fine.map(({ step }) => step)).size > 1) return left;
  const merged = periodsOf(fine, MERGED).flatMap(parts => {
    const { time, step } = parts[0] as LiquidationBar;
    return parts.length * step === MERGED ? [sumOf(parts, time, MERGED)] : parts;
  });
  const others = left.filter(bar => bar.step > MERGED || !isRecorded(bar));
  return [...others, ...merged].sort((a, b) => a.time - b.time || a.step - b.step);
}

/** Bars without the minutes of events that lie in some of them. */
function without(bars: readonly LiquidationBar[], holders: readonly LiquidationBar[]): LiquidationBar[] {
  const isEvents = (bar: LiquidationBar) => bar.step === MINUTE && !isRecorded(bar);
  const held = joined(holders.map(spanOf));
  const free = new Set(apartFrom(bars.filter(isEvents).map(spanOf), held).map(([opens]) => opens));
  return bars.filter(bar => !isEvents(bar) || free.has(bar.time));
}
