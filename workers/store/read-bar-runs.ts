import { and, asc, gt, isNotNull, lt, type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { EXCHANGES, type Exchange } from '../../schema/exchange.ts';
import { INTERVALS } from '../../schema/range.ts';
import { liquidationBars } from '../../schema/tables.ts';
import { matches } from './matches.ts';
import { rowsOf } from './rows-of.ts';

/** Bars of one step that an exchange has in a span: the times of the first and the last. */
export type BarRun = { exchange: Exchange; step: number; first: number; last: number };

/** Which steps of liquidation bars each exchange has that reach into [from, to). */
export function readBarRuns(
  db: D1Database,
  { symbol, from, to }: { symbol: string; from: number; to: number },
): Promise<BarRun[]> {
  const { time } = liquidationBars;
  const ofRun = and(
    matches(liquidationBars, { symbol, exchange: sql`e.value`, step: sql`s.value` }),
    gt(time, sql`${from} - s.value`),
    lt(time, to),
  );
  const edge = (which: SQL) => sql<number>`(SELECT ${which} FROM ${liquidationBars} WHERE ${ofRun})`;
  const runs = drizzle(db)
    .select({
      exchange: sql<Exchange>`e.value`.as('exchange'),
      step: sql<number>`s.value`.as('step'),
      first: edge(sql`min(${time})`).as('first'),
      last: edge(sql`max(${time})`).as('last'),
    })
    .from(sql`json_each(${JSON.stringify(EXCHANGES)}) e`)
    .crossJoin(sql`json_each(${JSON.stringify(Object.values(INTERVALS))}) s`)
    .as('runs');
  return rowsOf(
    drizzle(db).select().from(runs).where(isNotNull(runs.first)).orderBy(asc(runs.exchange), asc(runs.step)),
  );
}
