import type { LiquidationBar } from '../../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { EVENT_STEPS } from '../../store/bar-origin.ts';
import { joined, type Span, within } from '../../store/spans.ts';
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

/** What some bars add up to as one of `step` (ms); what none of them tells is absent, and a count that one does not. */
export function sumOf(bars: readonly LiquidationBar[], time: number, step: number): LiquidationBar {
  const longUsd = sqlSum(bars.map(bar => bar.longUsd));
  const shortUsd = sqlSum(bars.map(bar => bar.shortUsd));
  const count = bars.some(bar => bar.count === undefined) ? undefined : sqlSum(bars.map(bar => bar.count));
  return {
    ...{ time, step },
    ...(longUsd !== undefined && { longUsd }),
    ...(shortUsd !== undefined && { shortUsd }),
    ...(count !== undefined && { count }),
  };
}

/**
 * Rows with the sums of events over the hours and days that ended before `now` (milliseconds UTC): of minutes, and of such
 * hours. Where somebody recorded a total of a part of that time, there is none.
 */
export const withSums = (rows: MarketRuns, now: number): MarketRuns =>
  new Map(
    [...rows].map(([exchange, { bars, ...others }]) => [
      exchange,
      { ...others, bars: withSumsOf(withSumsOf(bars, MINUTE, HOUR, now), HOUR, DAY, now) },
    ]),
  );

function withSumsOf(bars: LiquidationBar[], of: number, step: number, now: number): LiquidationBar[] {
  const until = Math.floor(now / step) * step;
  const recorded = joined(bars.filter(isRecorded).map(spanOf));
  const made = new Set(bars.filter(bar => bar.step === step).map(({ time }) => time));
  const sums = periodsOf(
    bars.filter(bar => bar.step === of && bar.time < until),
    step,
  )
    .map(parts => {
      const { time } = parts[0] as LiquidationBar;
      return sumOf(parts, time - (time % step), step);
    })
    .filter(sum => !made.has(sum.time) && within(recorded, ...spanOf(sum)).length === 0);
  return [...bars, ...sums].sort((a, b) => a.time - b.time || a.step - b.step);
}
