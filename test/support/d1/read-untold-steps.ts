import { type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { INTERVALS } from '../../../schema/range.ts';
import { liquidationBars } from '../../../schema/tables.ts';
import { isRecorded, literal } from '../../../workers/store/bar-origin.ts';
import { type Asked, prepared } from '../../../workers/store/prepared.ts';
import type { BarRun } from '../../../workers/store/read-bar-runs.ts';

const bar = liquidationBars;
const finer = alias(liquidationBars, 'finer');

/** Whether there are finer bars in the time of a bar. */
const isTold = (more: SQL): SQL => sql`EXISTS (SELECT 1 FROM ${liquidationBars} ${finer}
  WHERE ${finer.symbol} = ${bar.symbol} AND ${finer.exchange} = ${bar.exchange}
    AND ${finer.step} IN (${literal(...Object.values(INTERVALS))}) AND ${finer.step} < ${bar.step}
    AND ${finer.time} >= ${bar.time} AND ${finer.time} < ${bar.time} + ${bar.step} ${more})`;

/**
 * Of the steps of some runs, those of which a bar in [from, to) is not told by finer ones: no interval that it does not
 * fit in can show it. Sums over events are told by their minutes, however few of these there are; a recorded total only
 * by recorded ones of one step that fill its time, as events in it are a part of the total.
 */
export async function readUntoldSteps(
  db: D1Database,
  { symbol, runs, from, to }: { symbol: string; runs: readonly BarRun[]; from: number; to: number },
): Promise<number[]> {
  if (runs.length === 0) return [];
  const json = JSON.stringify(runs.map(({ exchange, step }) => [exchange, step]));
  return (await untold(db, { symbol, json, from, to })).map(({ step }) => step);
}

const untold = prepared((on, { symbol, json, from, to }: Asked<'symbol' | 'json' | 'from' | 'to'>) => {
  const byTotals = sql`AND ${isRecorded(finer)} GROUP BY ${finer.step} HAVING sum(${finer.step}) = ${bar.step}`;
  return on
    .selectDistinct({ step: sql`run.value ->> 1`.mapWith(bar.step) })
    .from(sql`json_each(${json}) run`)
    .where(
      sql`EXISTS (
          SELECT 1 FROM ${bar}
          WHERE ${bar.symbol} = ${symbol} AND ${bar.exchange} = run.value ->> 0 AND ${bar.step} = run.value ->> 1
            AND ${bar.time} > ${from} - (run.value ->> 1) AND ${bar.time} < ${to}
            AND NOT iif(${isRecorded(bar)}, ${isTold(byTotals)}, ${isTold(sql``)})
        )`,
    );
});
