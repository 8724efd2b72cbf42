import type { Exchange } from '../../../schema/exchange.ts';
import type { LiquidationBar } from '../../../schema/market.ts';
import { INTERVALS } from '../../../schema/range.ts';
import { joined, type Span, without } from '../../store/spans.ts';
import { byStep, isRecorded, periodsOf, spanOf, sumOf } from './bar-sums.ts';
import type { MarketRuns } from './runs.ts';

/** The stored bars of an exchange that a sum was made of: what somebody recorded, and what events were summed into. */
export type BarSpans = { recorded: Span[]; summed: Span[] };

export type BarSums = {
  /** Per period with bars, oldest first. */
  bars: LiquidationBar[];
  /** By exchange; one without bars is absent. */
  spans: Map<Exchange, BarSpans>;
};

const STEPS = Object.values(INTERVALS).sort((a, b) => b - a);

/**
 * What the exchanges liquidated in periods of `interval` (ms, aligned on UTC) from `from`, which opens a period, up to
 * `to`, and which bars say so. Every moment is read once: from the coarsest bar that fits in a period, where there is
 * none from the next finer ones. Few bars are no sign that little was seen: where events are summed there are bars only
 * where something was liquidated. A period or side that nobody recorded is absent; a count is absent where one exchange
 * has only totals.
 */
export function barsOf(
  rows: MarketRuns,
  {
    exchanges,
    interval,
    from,
    to,
  }: { exchanges: readonly Exchange[]; interval: number; from: number; to: number },
): BarSums {
  const spans = new Map<Exchange, BarSpans>();
  const open = new Map(exchanges.map((exchange): [Exchange, Span[]] => [exchange, [[from, to]]]));
  const bars = new Map(exchanges.map(exchange => [exchange, byStep(rows.get(exchange)?.bars ?? [])]));
  const sums: LiquidationBar[] = [];
  for (const step of STEPS.filter(step => interval % step === 0))
    for (const exchange of exchanges.toSorted()) {
      const left = open.get(exchange) ?? [];
      const found = lyingIn(left, bars.get(exchange)?.get(step) ?? [], to);
      if (found.length === 0) continue;
      for (const parts of periodsOf(found, interval)) {
        const { time } = parts[0] as LiquidationBar;
        sums.push(sumOf(parts, time - (time % interval), interval));
      }
      const known = spans.get(exchange) ?? { recorded: [], summed: [] };
      for (const bar of found) known[isRecorded(bar) ? 'recorded' : 'summed'].push(spanOf(bar));
      spans.set(exchange, known);
      open.set(exchange, without(left, joined(found.map(spanOf))));
    }
  const periods = [...Map.groupBy(sums, ({ time }) => time)].sort(([a], [b]) => a - b);
  return { bars: periods.map(([time, parts]) => total(time, interval, parts)), spans };
}

/**
 * Bars of one step that lie in joined stretches of time. A recorded total that begins before the end of all is taken whole;
 * a sum over events that goes beyond it is left to its minutes.
 */
function lyingIn(stretches: readonly Span[], bars: readonly LiquidationBar[], to: number): LiquidationBar[] {
  let at = 0;
  return bars.filter(bar => {
    while (at < stretches.length && (stretches[at] as Span)[1] <= bar.time) at++;
    const [begins, ends] = stretches[at] ?? [to, to];
    return (
      bar.time >= begins &&
      bar.time < ends &&
      (bar.time + bar.step <= ends || (ends === to && isRecorded(bar)))
    );
  });
}

/** The sums of exchanges and steps as one: they are added up plainly, in their order. */
function total(time: number, step: number, parts: readonly LiquidationBar[]): LiquidationBar {
  const sum = (field: 'longUsd' | 'shortUsd' | 'count') => {
    const told = parts.map(part => part[field]).filter(value => value !== undefined);
    return told.length > 0 ? { [field]: told.reduce((a, b) => a + b) } : {};
  };
  return {
    ...{ time, step },
    ...sum('longUsd'),
    ...sum('shortUsd'),
    ...(parts.every(({ count }) => count !== undefined) && sum('count')),
  };
}
