import { EXCHANGES, type Exchange } from '../../schema/exchange.ts';
import type { LiquidationBar } from '../../schema/market.ts';
import { INTERVALS } from '../../schema/range.ts';

/** Bars of one step that an exchange has in a span. */
export type BarRun = { exchange: Exchange; step: number; first: number; last: number };

/** Which steps of liquidation bars each exchange has that reach into [from, to), with the times of the first and last. */
export async function readBarRuns(
  db: D1Database,
  { symbol, from, to }: { symbol: string; from: number; to: number },
): Promise<BarRun[]> {
  const { results } = await db
    .prepare(
      `WITH runs AS (
         SELECT e.value AS exchange, s.value AS step,
           (SELECT min(time) FROM liquidation_bars
            WHERE symbol = ?1 AND exchange = e.value AND step = s.value AND time > ?2 - s.value AND time < ?3) AS first,
           (SELECT max(time) FROM liquidation_bars
            WHERE symbol = ?1 AND exchange = e.value AND step = s.value AND time > ?2 - s.value AND time < ?3) AS last
         FROM json_each(?4) e, json_each(?5) s
       )
       SELECT * FROM runs WHERE first IS NOT NULL ORDER BY exchange, step`,
    )
    .bind(symbol, from, to, JSON.stringify(EXCHANGES), JSON.stringify(Object.values(INTERVALS)))
    .all<BarRun>();
  return results;
}

type Group = {
  exchange: Exchange;
  bucket: number;
  covered: number;
  longUsd: number | null;
  shortUsd: number | null;
  count: number | null;
};

/**
 * What the exchanges liquidated in periods of `interval` (ms, aligned on UTC) with from <= time < to, oldest first.
 * A period is read from the coarsest step that fills it, else from the one that covers most of it, and never from
 * two. A period or side nobody recorded is absent; a count is absent where one exchange has only totals.
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
): Promise<LiquidationBar[]> {
  const steps = [...new Set(runs.map(run => run.step))].filter(step => interval % step === 0);
  const best = new Map<string, Group>();
  let open = { from, to };
  for (const step of steps.sort((a, b) => b - a)) {
    const exchanges = runs.filter(run => run.step === step).map(run => run.exchange);
    for (const group of await readGroups(db, { symbol, exchanges, step, interval, ...open })) {
      const key = `${group.exchange} ${group.bucket}`;
      if (group.covered > (best.get(key)?.covered ?? 0)) best.set(key, group);
    }
    // Finer bars are many: only the stretch in which some period is not full yet is looked at again.
    open = unfilled(best, { runs, interval, from, to });
    if (open.from >= open.to) break;
  }
  return [...Map.groupBy(best.values(), group => group.bucket)]
    .sort(([a], [b]) => a - b)
    .map(([time, groups]) => total(time, interval, groups));
}

async function readGroups(
  db: D1Database,
  {
    symbol,
    exchanges,
    step,
    interval,
    from,
    to,
  }: {
    symbol: string;
    exchanges: readonly Exchange[];
    step: number;
    interval: number;
    from: number;
    to: number;
  },
): Promise<Group[]> {
  const { results } = await db
    .prepare(
      `SELECT exchange, time - time % ?4 AS bucket, sum(step) AS covered, sum(long_usd) AS longUsd,
         sum(short_usd) AS shortUsd, iif(count(count) = count(*), sum(count), NULL) AS count
       FROM liquidation_bars
       WHERE symbol = ?1 AND exchange IN (SELECT value FROM json_each(?2)) AND step = ?3 AND time >= ?5 AND time < ?6
       GROUP BY 1, 2`,
    )
    .bind(symbol, JSON.stringify(exchanges), step, interval, from, to)
    .all<Group>();
  return results;
}

function unfilled(
  best: ReadonlyMap<string, Group>,
  { runs, interval, from, to }: { runs: readonly BarRun[]; interval: number; from: number; to: number },
): { from: number; to: number } {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const exchange of new Set(runs.map(run => run.exchange))) {
    for (let bucket = Math.floor(from / interval) * interval; bucket < to; bucket += interval) {
      if ((best.get(`${exchange} ${bucket}`)?.covered ?? 0) >= interval) continue;
      first = Math.min(first, bucket);
      last = Math.max(last, bucket);
    }
  }
  return { from: Math.max(from, first), to: Math.min(to, last + interval) };
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
