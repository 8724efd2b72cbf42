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

/** What is lost of a sum by rounding it to a number. */
export function lostOf({ value, lost }: Sum): number {
  const rest = value - (value + lost) + lost;
  return Number.isFinite(rest) ? rest : 0;
}

/** What SQLite's `sum()` gives of a REAL column, to the last bit; undefined where no row has a value. */
export function sqlSum<Field extends string>(
  rows: readonly { readonly [Name in Field]?: number | undefined }[],
  field: Field,
): number | undefined {
  let sum: Sum | undefined;
  for (const row of rows) {
    const value = row[field];
    if (value === undefined) continue;
    sum ??= emptySum();
    add(sum, value);
  }
  return sum && totalOf(sum);
}
