import { INTERVALS } from '../../../schema/range.ts';
import type { BarRun } from '../../store/read-bar-runs.ts';
import type { MarketRuns } from './runs.ts';

const STEPS = Object.values(INTERVALS).sort((a, b) => a - b);

/** Which steps of liquidation bars each exchange has that reach into [from, to), by exchange, then step. */
export function barRunsOf(rows: MarketRuns, { from, to }: { from: number; to: number }): BarRun[] {
  const exchanges = [...rows.keys()].sort();
  return exchanges.flatMap(exchange =>
    STEPS.flatMap(step => {
      const times = (rows.get(exchange)?.bars ?? [])
        .filter(bar => bar.step === step && bar.time > from - step && bar.time < to)
        .map(({ time }) => time);
      const [first, last] = [times[0], times.at(-1)];
      return first !== undefined && last !== undefined ? [{ exchange, step, first, last }] : [];
    }),
  );
}
