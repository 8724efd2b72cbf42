import type { LiquidationBar } from '../../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { EVENT_STEPS } from '../../store/bar-origin.ts';
import { apartFrom, joined, type Span } from '../../store/spans.ts';
import type { MarketRuns } from './runs.ts';
import { sqlSum } from './sql-sum.ts';

const OF_EVENTS = new Set<number>(EVENT_STEPS);

/**
 * Whether somebody recorded a bar as a total. Bars that events were summed into have one of three steps and a count. Where a
 * recorded bar stands, events do not speak: they are a part of its total.
 */
export const isRecorded = ({ count, step }: LiquidationBar): boolean =>
  count === undefined || !OF_EVENTS.has(step);

export const spanOf = ({ time, step }: LiquidationBar): Span => [time, time + step];

/** Bars in the order of time, in runs of those that open in the same period of `width` (ms, aligned on UTC). */
export function periodsOf(bars: readonly LiquidationBar[], width: number): LiquidationBar[][] {
  const periods: LiquidationBar[][] = [];
  let opens = Number.NaN;
  for (const bar of bars) {
    if (bar.time - (bar.time % width) === opens) periods.at(-1)?.push(bar);
    else periods.push([bar]);
    opens = bar.time - (bar.time % width);
  }
  return periods;
}

/** Bars by their step, each list in their order. */
export function byStep(bars: readonly LiquidationBar[]): Map<number, LiquidationBar[]> {
  const steps = new Map<number, LiquidationBar[]>();
  for (const bar of bars) {
    const known = steps.get(bar.step);
    if (known) known.push(bar);
    else steps.set(bar.step, [bar]);
  }
  return steps;
}

/** What some bars add up to as one of `step` (ms); what none of them tells is absent, and a count that one does not. */
export function sumOf(bars: readonly LiquidationBar[], time: number, step: number): LiquidationBar {
  const sum: LiquidationBar = { time, step };
  const longUsd = sqlSum(bars, 'longUsd');
  const shortUsd = sqlSum(bars, 'shortUsd');
  if (longUsd !== undefined) sum.longUsd = longUsd;
  if (shortUsd !== undefined) sum.shortUsd = shortUsd;
  let count = 0;
  for (const bar of bars) {
    if (bar.count === undefined) return sum;
    count += bar.count;
  }
  return { ...sum, count };
}

/**
 * Rows with the sums of events over the hours and days that ended before `now` (milliseconds UTC): of minutes, and of such
 * hours. Where somebody recorded a total of a part of that time, there is none.
 */
export const withSums = (rows: MarketRuns, now: number): MarketRuns =>
  new Map(
    [...rows].map(([exchange, { bars, ...others }]) => {
      const recorded = joined(bars.filter(isRecorded).map(spanOf));
      const steps = byStep(bars);
      const hours = sumsOf(steps, recorded, { of: MINUTE, step: HOUR, now });
      if (hours.length > 0) steps.set(HOUR, inOrder([...(steps.get(HOUR) ?? []), ...hours]));
      const days = sumsOf(steps, recorded, { of: HOUR, step: DAY, now });
      return [
        exchange,
        { ...others, bars: hours.length + days.length > 0 ? inOrder([...bars, ...hours, ...days]) : bars },
      ];
    }),
  );

/** The sums over periods of `step` that are over, have none, and of which nobody recorded a part. */
function sumsOf(
  steps: ReadonlyMap<number, readonly LiquidationBar[]>,
  recorded: readonly Span[],
  { of, step, now }: { of: number; step: number; now: number },
): LiquidationBar[] {
  const until = Math.floor(now / step) * step;
  const made = new Set(steps.get(step)?.map(({ time }) => time));
  const openOf = (time: number) => time - (time % step);
  const isMissing = ({ time }: LiquidationBar) => openOf(time) < until && !made.has(openOf(time));
  const sums = periodsOf(steps.get(of)?.filter(isMissing) ?? [], step).map(parts =>
    sumOf(parts, openOf((parts[0] as LiquidationBar).time), step),
  );
  const free = new Set(apartFrom(sums.map(spanOf), recorded).map(([opens]) => opens));
  return sums.filter(({ time }) => free.has(time));
}

const inOrder = (bars: LiquidationBar[]): LiquidationBar[] =>
  bars.sort((a, b) => a.time - b.time || a.step - b.step);
