import { and, asc, desc, gte, lt, lte, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Candle, Track } from '../../../schema/market.ts';
import { candles } from '../../../schema/tables.ts';
import { matches } from '../../../workers/store/matches.ts';
import { type Asked, prepared } from '../../../workers/store/prepared.ts';

const first = alias(candles, 'first');
const last = alias(candles, 'last');

type Group = Awaited<ReturnType<typeof readGroups>>[number];

/**
 * Candles of width `step` (ms, aligned on UTC) made of the stored ones that fit in it and open at from <= time < to,
 * oldest first: the open of the first, the extremes, the close of the last. A bucket without candles is absent.
 * Candles of several steps may overlap: prices do not mind, and the volume is that of the step that covers most.
 */
export async function readCandles(db: D1Database, { step, ...span }: Span): Promise<Candle[]> {
  const groups = Map.groupBy(await readGroups(db, { ...span, width: step }), group => group.bucket);
  return [...groups].map(([time, members]) => merge(time, step, members));
}

type Span = Track & { step: number; from: number; to: number };
type AskedOf = 'symbol' | 'exchange' | 'width' | 'from' | 'to';

/** The candles of each step in each bucket, as one. */
const readGroups = prepared((on, { symbol, exchange, width, from, to }: Asked<AskedOf>) => {
  const { time, step } = candles;
  const groups = on
    .select({
      bucket: sql<number>`${time} - ${time} % ${width}`.as('bucket'),
      step,
      first: sql<number>`min(${time})`.as('first'),
      last: sql<number>`max(${time})`.as('last'),
      covered: sql<number>`sum(${step})`.as('covered'),
      high: sql<number>`max(${candles.high})`.as('highest'),
      low: sql<number>`min(${candles.low})`.as('lowest'),
      volume: sql<number>`sum(${candles.volume})`.as('traded'),
    })
    .from(candles)
    .where(and(matches(candles, { symbol, exchange }), gte(time, from), lt(time, to), lte(step, width)))
    .groupBy(sql`1`, step)
    .as('groups');
  const isAt = (candle: typeof first | typeof last, time: typeof groups.first) =>
    matches(candle, { symbol, exchange, time, step: groups.step });
  const { bucket, covered, high, low, volume } = groups;
  // CROSS JOIN keeps the order: one key is looked up per group. Left to choose, SQLite scans the candles for each.
  return on
    .select({
      ...{ bucket, covered, high, low, volume, step: groups.step, first: groups.first, last: groups.last },
      ...{ open: first.open, close: last.close },
    })
    .from(groups)
    .crossJoin(first)
    .crossJoin(last)
    .where(and(isAt(first, groups.first), isAt(last, groups.last)))
    .orderBy(asc(bucket), desc(groups.step));
});

function merge(time: number, step: number, groups: Group[]): Candle {
  const best = (score: (group: Group) => number) =>
    groups.reduce((winner, group) => (score(group) > score(winner) ? group : winner));
  return {
    time,
    step,
    open: best(group => -group.first).open,
    high: Math.max(...groups.map(group => group.high)),
    low: Math.min(...groups.map(group => group.low)),
    close: best(group => group.last + group.step).close,
    volume: best(group => group.covered).volume,
  };
}
