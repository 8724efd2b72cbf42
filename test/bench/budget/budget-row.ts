import type { BenchRow } from '../row.ts';

/** A figure beside its limit, by the id that the design gives it. */
export type BudgetRow = BenchRow & { id: string; ok: boolean };

/** A budget is kept where no more was measured than the limit. */
export const budgetRow = ({
  id,
  what,
  measured,
  unit,
  limit,
}: {
  id: string;
  what: string;
  measured: number;
  unit: string;
  limit: number;
}): BudgetRow => ({
  ...{ id, what: `${id}: ${what}`, value: measured, unit },
  target: `at most ${limit.toLocaleString('en')}`,
  ok: measured <= limit,
});
