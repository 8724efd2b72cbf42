import { and, asc, gt, isNotNull, lt, type SQL, sql } from 'drizzle-orm';
import { EXCHANGES, type Exchange } from '../../schema/exchange.ts';
import { INTERVALS } from '../../schema/range.ts';
import { liquidationBars } from '../../schema/tables.ts';
import { matches } from './matches.ts';
import { type Asked, prepared } from './prepared.ts';

/** Bars of one step that an exchange has in a span: the times of the first and the last. */
export type BarRun = { exchange: Exchange; step: number; first: number; last: number };

/** Which steps of liquidation bars each exchange has that reach into [from, to). */
export const readBarRuns: (
  db: D1Database,
  asked: { symbol: string; from: number; to: number },
) => Promise<BarRun[]> = prepared((on, { symbol, from, to }: Asked<'symbol' | 'from' | 'to'>) => {
  const { time } = liquidationBars;
  const ofRun = and(
    matches(liquidationBars, { symbol, exchange: sql`e.value`, step: sql`s.value` }),
    gt(time, sql`${from} - s.value`),
    lt(time, to),
  );
  const edge = (which: SQL) => sql<number>`(SELECT ${which} FROM ${liquidationBars} WHERE ${ofRun})`;
  const runs = on
    .select({
      exchange: sql<Exchange>`e.value`.as('exchange'),
      step: sql<number>`s.value`.as('step'),
      first: edge(sql`min(${time})`).as('first'),
      last: edge(sql`max(${time})`).as('last'),
    })
    .from(sql`json_each(${JSON.stringify(EXCHANGES)}) e`)
    .crossJoin(sql`json_each(${JSON.stringify(Object.values(INTERVALS))}) s`)
    .as('runs');
  return on.select().from(runs).where(isNotNull(runs.first)).orderBy(asc(runs.exchange), asc(runs.step));
});
