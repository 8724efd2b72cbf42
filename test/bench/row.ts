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
  /** Whether the target is kept, where that was judged. */
  ok?: boolean;
};

/** Median of repeated runs, milliseconds each, after one that is not counted. */
export async function medianMs(run: () => unknown | Promise<unknown>, times = 7): Promise<number> {
  const [took] = await interleavedMs([run], times);
  return median(took as number[]);
}

/**
 * Times of several runs, milliseconds, taken in turns so that what else the machine does hits all alike: first all
 * once uncounted, then each `times` over. One list per run, the same place in each list being the same turn.
 */
export async function interleavedMs(
  runs: readonly (() => unknown | Promise<unknown>)[],
  times = 7,
): Promise<number[][]> {
  const took = runs.map((): number[] => []);
  for (let turn = 0; turn <= times; turn++) {
    for (const [i, run] of runs.entries()) {
      const start = performance.now();
      await run();
      if (turn > 0) took[i]?.push(performance.now() - start);
    }
  }
  return took;
}

/** What the code costs where nothing else keeps the machine busy. */
export const least = (values: readonly number[]): number => Math.min(...values);

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
