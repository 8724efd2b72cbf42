import type { Fault } from '../../schema/fault.ts';
import { barFault, besideFaults } from '../../schema/plausible.ts';
import { DAY } from '../../schema/range.ts';
import type { ModelCandle } from './filter.ts';

/**
 * A candle as the model can take it: what was recorded beside it and cannot be counts as not recorded, and is told in
 * `missing`. A candle that is none is refused whole; in which year it was is not asked.
 */
export function credibleCandle(
  given: ModelCandle,
): { candle: ModelCandle; missing: Fault[] } | { refused: Fault } {
  const refused = timesFault(given) ?? volumeFault(given) ?? barFault(given);
  if (refused) return { refused };
  const { openInterest, liquidations, ...candle } = given;
  const faults = besideFaults(given.close, { openInterest, ...liquidations });
  const missing = Object.values(faults).filter(fault => fault !== undefined);
  if (missing.length === 0) return { candle: given, missing };
  const { longUsd, shortUsd, ...others } = liquidations ?? {};
  const sides = {
    ...(longUsd !== undefined && !faults.longUsd && { longUsd }),
    ...(shortUsd !== undefined && !faults.shortUsd && { shortUsd }),
  };
  return {
    candle: {
      ...candle,
      ...(openInterest !== undefined && !faults.openInterest && { openInterest }),
      ...(Object.keys(sides).length > 0 && { liquidations: { ...others, ...sides } }),
    },
    missing,
  };
}

/** It may be absent elsewhere, never here: an invented 0 would be a market that stood still. */
const volumeFault = ({ volume }: ModelCandle): Fault | undefined =>
  typeof volume === 'number' ? undefined : { field: 'volume', expected: 'a number', got: String(volume) };

function timesFault({ time, step }: ModelCandle): Fault | undefined {
  if (!Number.isSafeInteger(time))
    return { field: 'time', expected: 'whole milliseconds', got: String(time) };
  if (step >= 1 && step <= DAY) return undefined;
  return { field: 'step', expected: `1 to ${DAY} ms`, got: String(step) };
}
