import { INTERVALS } from '../../../schema/range.ts';
import type { BarRun } from '../../store/read-bar-runs.ts';
import type { MarketRuns } from './runs.ts';

const STEPS = Object.values(INTERVALS).sort((a, b) => a - b);

/** Which steps of liquidation bars each exchange has that reach into [from, to), by exchange, then step. */
export const barRunsOf = (rows: MarketRuns, { from, to }: { from: number; to: number }): BarRun[] =>
  [...rows.keys()].sort().flatMap(exchange => {
    const runs = new Map<number, BarRun>();
    for (const { time, step } of rows.get(exchange)?.bars ?? []) {
      if (time <= from - step || time >= to) continue;
      const known = runs.get(step);
      if (known) known.last = time;
      else runs.set(step, { exchange, step, first: time, last: time });
    }
    return STEPS.flatMap(step => runs.get(step) ?? []);
  });
