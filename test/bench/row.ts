/**
 * One line of the bench table. Machines differ and are noisy, so what matters is `ratio`, taken against `against`
 * inside the same run; `value` is for scale.
 */
export type BenchRow = {
  what: string;
  value: number;
  unit: string;
  against?: string;
  ratio?: number;
  target?: string;
};

/** Median of repeated runs, milliseconds each, after one that is not counted. */
export async function medianMs(run: () => unknown | Promise<unknown>, times = 7): Promise<number> {
  const durations: number[] = [];
  for (let i = 0; i <= times; i++) {
    const start = performance.now();
    await run();
    if (i > 0) durations.push(performance.now() - start);
  }
  return durations.sort((a, b) => a - b)[Math.floor(durations.length / 2)] as number;
}
