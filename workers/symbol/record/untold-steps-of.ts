import type { LiquidationBar } from '../../../schema/market.ts';
import type { BarRun } from '../../store/read-bar-runs.ts';
import { isRecorded } from './bar-sums.ts';
import type { MarketRuns } from './runs.ts';

/**
 * Of the steps of some runs, those of which a bar in [from, to) is not told by finer ones: no interval that it does not
 * fit in can show it. Sums over events are told by their minutes, however few of these there are; a recorded total only
 * by recorded ones of one step that fill its time, as events in it are a part of the total.
 */
export function untoldStepsOf(
  rows: MarketRuns,
  { runs, from, to }: { runs: readonly BarRun[]; from: number; to: number },
): number[] {
  const untold = new Set<number>();
  for (const { exchange, step } of runs) {
    const bars = rows.get(exchange)?.bars ?? [];
    const isUntold = (bar: LiquidationBar, i: number) =>
      bar.step === step && bar.time > from - step && bar.time < to && !isTold(bars, i);
    if (!untold.has(step) && bars.some(isUntold)) untold.add(step);
  }
  return [...untold];
}

/** Whether there are finer bars in the time of the bar at `i` that tell it. */
function isTold(bars: readonly LiquidationBar[], i: number): boolean {
  const { time, step, ...bar } = bars[i] as LiquidationBar;
  const told = new Map<number, number>();
  // Finer ones that open with it come before it.
  let at = i;
  while (at > 0 && bars[at - 1]?.time === time) at--;
  for (let finer = bars[at]; finer && finer.time < time + step; finer = bars[++at]) {
    if (finer.step >= step) continue;
    if (!isRecorded({ time, step, ...bar })) return true;
    if (isRecorded(finer)) told.set(finer.step, (told.get(finer.step) ?? 0) + finer.step);
  }
  return [...told.values()].includes(step);
}
