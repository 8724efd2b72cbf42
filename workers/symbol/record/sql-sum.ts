/** A sum in the making: what rounding lost of it is added at last. */
export type Sum = { value: number; lost: number };

export const emptySum = (): Sum => ({ value: 0, lost: 0 });

/**
 * Adds to a sum as SQLite's `sum()` does of REALs, by the compensated summation of Kahan, Babuška and Neumaier:
 * https://sqlite.org/lang_aggfunc.html#sumunc
 */
export function add(sum: Sum, value: number): void {
  const before = sum.value;
  const after = before + value;
  sum.lost += Math.abs(before) > Math.abs(value) ? before - after + value : value - after + before;
  sum.value = after;
}

/** What was added up; where that is more than a number holds, nothing was lost by rounding. */
export const totalOf = ({ value, lost }: Sum): number => (Number.isFinite(lost) ? value + lost : value);

/** What SQLite's `sum()` gives of REALs, to the last bit; undefined where all are. */
export function sqlSum(values: Iterable<number | undefined>): number | undefined {
  let sum: Sum | undefined;
  for (const value of values) {
    if (value === undefined) continue;
    sum ??= emptySum();
    add(sum, value);
  }
  return sum && totalOf(sum);
}
