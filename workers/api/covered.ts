import type { Exchange } from '../../schema/exchange.ts';
import { apartFrom, filled, joined, type Span, within } from '../store/spans.ts';
import type { BarSpans } from '../symbol/record/bars-of.ts';
import type { Watched } from '../symbol/record/runs.ts';

/** What says that the liquidations of an exchange were seen: its stored bars, and what its feeds told. */
export type Evidence = {
  bars: ReadonlyMap<Exchange, BarSpans>;
  watched: ReadonlyMap<Exchange, Watched>;
};

/** Periods in a row: slot x covers [start + x·step, + step). */
export type Slots = { start: number; step: number; count: number };

/**
 * The share of each slot, of its whole length, that was seen: the mean over the exchanges that report anything of the
 * slots. A recorded total has seen all of its time. Bars that sum events speak where no feed told of their time, as there
 * are none where nothing was liquidated.
 */
export function covered({ bars, watched }: Evidence, slots: Slots): number[] {
  const { start, step, count } = slots;
  const sum = new Float64Array(count);
  let reporting = 0;
  for (const exchange of new Set([...bars.keys(), ...watched.keys()])) {
    const { recorded, summed } = bars.get(exchange) ?? { recorded: [], summed: [] };
    const { seen, told } = watched.get(exchange) ?? { seen: [], told: [] };
    const reports = joined([...recorded, ...summed, ...told]);
    if (within(reports, start, start + step * count).length === 0) continue;
    reporting++;
    const speaking = apartFrom(
      summed.toSorted((a, b) => a[0] - b[0]),
      told,
    );
    for (const [x, ms] of filled(joined([...recorded, ...seen, ...speaking]), slots).entries())
      sum[x] = (sum[x] as number) + ms / step;
  }
  return Array.from(sum, shares => (reporting > 0 ? shares / reporting : 0));
}

/** The end of the last time of which anything says something; undefined where nothing does. */
export function knownUntil({ bars, watched }: Evidence): number | undefined {
  const spans: Span[] = [
    ...[...bars.values()].flatMap(({ recorded, summed }) => [...recorded, ...summed]),
    ...[...watched.values()].flatMap(({ told }) => told),
  ];
  return spans.reduce<number | undefined>((end, [, to]) => (to > (end ?? 0) ? to : end), undefined);
}
