import type { Exchange } from '../../schema/exchange.ts';
import type { LiquidationBar } from '../../schema/market.ts';
import { isRecorded } from './bar-origin.ts';
import type { BarRun } from './read-bar-runs.ts';
import { joined, type Span, within, without } from './spans.ts';

/** The stored bars of an exchange that a sum was made of: what somebody recorded, and what events were summed into. */
export type BarSpans = { recorded: Span[]; summed: Span[] };

export type BarSums = {
  /** Per period with bars, oldest first. */
  bars: LiquidationBar[];
  /** By exchange; one without bars is absent. */
  spans: Map<Exchange, BarSpans>;
};

type Group = {
  exchange: Exchange;
  period: number;
  longUsd: number | null;
  shortUsd: number | null;
  count: number | null;
  /** Times of the bars, as JSON. */
  recorded: string;
  summed: string;
};

/**
 * What the exchanges liquidated in periods of `interval` (ms, aligned on UTC) from `from`, which opens a period, up to
 * `to`, and which bars say so. Every moment is read once: from the coarsest bar that fits in a period, where there is
 * none from the next finer ones. Few bars are no sign that little was seen: where events are summed there are bars only
 * where something was liquidated. A period or side that nobody recorded is absent; a count is absent where one exchange
 * has only totals.
 */
export async function readBars(
  db: D1Database,
  {
    symbol,
    runs,
    interval,
    from,
    to,
  }: { symbol: string; runs: readonly BarRun[]; interval: number; from: number; to: number },
): Promise<BarSums> {
  const open = new Map(runs.map(({ exchange }): [Exchange, Span[]] => [exchange, [[from, to]]]));
  const spans = new Map<Exchange, BarSpans>();
  const groups: Group[] = [];
  const steps = new Set(runs.map(run => run.step).filter(step => interval % step === 0));
  for (const step of [...steps].sort((a, b) => b - a)) {
    const asked = runs
      .filter(run => run.step === step)
      .flatMap(({ exchange, first, last }) =>
        within(open.get(exchange) ?? [], first, last + step).map(([from, to]) => [exchange, from, to]),
      );
    if (asked.length === 0) continue;
    const found = await readGroups(db, { symbol, step, interval, to, asked });
    groups.push(...found);
    for (const [exchange, own] of Map.groupBy(found, group => group.exchange)) {
      const spansOf = (times: (group: Group) => string) =>
        own.flatMap(group => (JSON.parse(times(group)) as number[]).map((time): Span => [time, time + step]));
      const recorded = spansOf(group => group.recorded);
      const summed = spansOf(group => group.summed);
      const known = spans.get(exchange) ?? { recorded: [], summed: [] };
      known.recorded.push(...recorded);
      known.summed.push(...summed);
      spans.set(exchange, known);
      open.set(exchange, without(open.get(exchange) ?? [], joined([...recorded, ...summed])));
    }
  }
  const bars = [...Map.groupBy(groups, group => group.period)]
    .sort(([a], [b]) => a - b)
    .map(([time, members]) => total(time, interval, members));
  return { bars, spans };
}

/**
 * Bars of one step that lie in stretches `[exchange, from, to]`. A recorded total that begins before the end of all is
 * taken whole; a sum over events that goes beyond it is left to its minutes.
 */
async function readGroups(
  db: D1Database,
  {
    symbol,
    step,
    interval,
    to,
    asked,
  }: { symbol: string; step: number; interval: number; to: number; asked: unknown[] },
): Promise<Group[]> {
  // CROSS JOIN keeps the order: one stretch of the key is read for each that is asked for.
  const { results } = await db
    .prepare(
      `SELECT b.exchange, b.time - b.time % ?3 AS period, sum(b.long_usd) AS longUsd, sum(b.short_usd) AS shortUsd,
         iif(count(b.count) = count(*), sum(b.count), NULL) AS count,
         json_group_array(b.time) FILTER (WHERE ${isRecorded('b')}) AS recorded,
         json_group_array(b.time) FILTER (WHERE NOT ${isRecorded('b')}) AS summed
       FROM json_each(?5) a CROSS JOIN liquidation_bars b
         ON b.symbol = ?1 AND b.exchange = a.value ->> 0 AND b.step = ?2
         AND b.time >= a.value ->> 1 AND b.time < a.value ->> 2
       WHERE b.time + b.step <= a.value ->> 2 OR (a.value ->> 2 = ?4 AND ${isRecorded('b')})
       GROUP BY 1, 2`,
    )
    .bind(symbol, step, interval, to, JSON.stringify(asked))
    .all<Group>();
  return results;
}

function total(time: number, step: number, groups: readonly Group[]): LiquidationBar {
  const longUsd = sum(groups.map(group => group.longUsd));
  const shortUsd = sum(groups.map(group => group.shortUsd));
  const counted = groups.every(group => group.count !== null);
  const count = counted ? sum(groups.map(group => group.count)) : undefined;
  return {
    time,
    step,
    ...(longUsd !== undefined && { longUsd }),
    ...(shortUsd !== undefined && { shortUsd }),
    ...(count !== undefined && { count }),
  };
}

/** The sum of what was recorded; undefined where nothing was. */
function sum(values: readonly (number | null)[]): number | undefined {
  const recorded = values.filter(value => value !== null);
  return recorded.length > 0 ? recorded.reduce((a, b) => a + b) : undefined;
}
