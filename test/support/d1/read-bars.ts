import { and, eq, gte, lt, lte, or, sql } from 'drizzle-orm';
import type { Exchange } from '../../../schema/exchange.ts';
import type { LiquidationBar } from '../../../schema/market.ts';
import { liquidationBars } from '../../../schema/tables.ts';
import { isRecorded } from '../../../workers/store/bar-origin.ts';
import { matches } from '../../../workers/store/matches.ts';
import { type Asked, prepared } from '../../../workers/store/prepared.ts';
import type { BarRun } from '../../../workers/store/read-bar-runs.ts';
import { joined, type Span, within, without } from '../../../workers/store/spans.ts';
import { withoutNulls } from '../../../workers/store/without-nulls.ts';
import type { BarSpans, BarSums } from '../../../workers/symbol/record/bars-of.ts';

const IS_TOTAL = isRecorded(liquidationBars);

type Group = Awaited<ReturnType<typeof readGroups>>[number];

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
    const found = await readGroups(db, { symbol, step, interval, to, stretches: JSON.stringify(asked) });
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
const readGroups = prepared(
  (
    on,
    { symbol, step, interval, to, stretches }: Asked<'symbol' | 'step' | 'interval' | 'to' | 'stretches'>,
  ) => {
    const { exchange, time, longUsd, shortUsd, count } = liquidationBars;
    const [first, end] = [sql`asked.value ->> 1`, sql`asked.value ->> 2`];
    // CROSS JOIN keeps the order: one stretch of the key is read for each that is asked for.
    return on
      .select({
        exchange,
        period: sql<number>`${time} - ${time} % ${interval}`,
        longUsd: sql<number | null>`sum(${longUsd})`,
        shortUsd: sql<number | null>`sum(${shortUsd})`,
        count: sql<number | null>`iif(count(${count}) = count(*), sum(${count}), NULL)`,
        // Times of the bars, as JSON.
        recorded: sql<string>`json_group_array(${time}) FILTER (WHERE ${IS_TOTAL})`,
        summed: sql<string>`json_group_array(${time}) FILTER (WHERE NOT ${IS_TOTAL})`,
      })
      .from(sql`json_each(${stretches}) asked`)
      .crossJoin(liquidationBars)
      .where(
        and(
          matches(liquidationBars, { symbol, exchange: sql`asked.value ->> 0`, step }),
          gte(time, first),
          lt(time, end),
          or(lte(sql`${time} + ${liquidationBars.step}`, end), and(eq(end, to), IS_TOTAL)),
        ),
      )
      .groupBy(sql`1`, sql`2`);
  },
);

function total(time: number, step: number, groups: readonly Group[]): LiquidationBar {
  const counted = groups.every(group => group.count !== null);
  return withoutNulls({
    time,
    step,
    longUsd: sum(groups.map(group => group.longUsd)),
    shortUsd: sum(groups.map(group => group.shortUsd)),
    count: counted ? sum(groups.map(group => group.count)) : null,
  });
}

/** The sum of what was recorded; null where nothing was. */
function sum(values: readonly (number | null)[]): number | null {
  const recorded = values.filter(value => value !== null);
  return recorded.length > 0 ? recorded.reduce((a, b) => a + b) : null;
}
