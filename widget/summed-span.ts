import type { History } from '../schema/answer/history.ts';
import { INTERVALS } from '../schema/range.ts';

/** The times that the bars of a history sum (ms): as it says, or those of its bars where a page sets data without. */
export function summedSpan({ from, to, bars, interval }: Partial<History>): [from: number, to: number] {
  const first = from ?? bars?.[0]?.time ?? 0;
  const step = interval ? INTERVALS[interval] : 0;
  return [first, to ?? (bars?.at(-1)?.time ?? first) + step];
}
