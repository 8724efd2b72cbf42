import type { Reject } from './adapter.ts';
import { isUnlisted } from './contract.ts';

/** What could not be understood, by the error that reading it threw; what is no error is thrown on. */
export function rejectOf(error: unknown, payload: string): Reject {
  if (!(error instanceof Error)) throw error;
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  const reject = { reason: `${error.message}${cause}`, payload };
  return isUnlisted(error) ? { ...reject, retry: true } : reject;
}
