import type { LiquidationBar } from '../../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { apartFrom, joined } from '../../store/spans.ts';
import { isRecorded, spanOf } from './bar-sums.ts';

/**
 * Bars of a UTC day, with the sums over it and its hours, without what is never read of them where times and widths are
 * multiples of `width`, which is one of two hours: events that a sum or a recorded total holds. Recorded totals stay as they
 * are, so that they add up to the last bit as they do by themselves.
 */
export function coarseBars(bars: readonly LiquidationBar[], width: number): LiquidationBar[] {
  const day = bars.find(bar => bar.step === DAY && !isRecorded(bar));
  if (day && width === DAY) return [day];
  const hours = bars.filter(bar => bar.step === HOUR && !isRecorded(bar));
  const recorded = bars.filter(isRecorded);
  // A total that is off the grid of its step may not be read where its events are.
  if (recorded.some(({ time, step }) => time % step !== 0)) return without(bars, hours);
  return without(bars, [...hours, ...recorded.filter(({ step }) => step <= 2 * HOUR)]);
}

/** Bars without the minutes of events that lie in some of them. */
function without(bars: readonly LiquidationBar[], holders: readonly LiquidationBar[]): LiquidationBar[] {
  const isEvents = (bar: LiquidationBar) => bar.step === MINUTE && !isRecorded(bar);
  const held = joined(holders.map(spanOf));
  const free = new Set(apartFrom(bars.filter(isEvents).map(spanOf), held).map(([opens]) => opens));
  return bars.filter(bar => !isEvents(bar) || free.has(bar.time));
}
