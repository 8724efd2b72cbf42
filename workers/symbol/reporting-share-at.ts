import type { Exchange } from '../../schema/exchange.ts';
import { DEFAULT_REPORTING_SHARE } from '../model/rules.ts';
import type { StoredReporting } from '../store/reporting-shares.ts';
import { completenessOf } from './completeness-of.ts';

/**
 * What the model takes an exchange to report in a candle that opens at `time`: all of it where the exchange says so,
 * else what was estimated by then, else the default. It depends on no run's own time, so that a late run steps alike.
 * `estimates` are the exchange's, oldest first.
 */
export function reportingShareAt(
  exchange: Exchange,
  estimates: readonly StoredReporting[],
  time: number,
): number {
  if (completenessOf(exchange) === 'full') return 1;
  return estimates.findLast(estimate => estimate.time <= time)?.shares?.value ?? DEFAULT_REPORTING_SHARE;
}
