import { INTERVALS } from '../../schema/range.ts';
import { isRecorded } from './bar-origin.ts';
import type { BarRun } from './read-bar-runs.ts';

/** The finer bars in the time of a bar `b`. */
const FINER = `liquidation_bars f
  WHERE f.symbol = b.symbol AND f.exchange = b.exchange AND f.step IN (${Object.values(INTERVALS).join()})
    AND f.step < b.step AND f.time >= b.time AND f.time < b.time + b.step`;

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
  const { results } = await db
    .prepare(
      `SELECT DISTINCT r.value ->> 1 AS step FROM json_each(?2) r
       WHERE EXISTS (
         SELECT 1 FROM liquidation_bars b
         WHERE b.symbol = ?1 AND b.exchange = r.value ->> 0 AND b.step = r.value ->> 1
           AND b.time > ?3 - (r.value ->> 1) AND b.time < ?4
           AND NOT iif(${isRecorded('b')},
             EXISTS (SELECT 1 FROM ${FINER} AND ${isRecorded('f')} GROUP BY f.step HAVING sum(f.step) = b.step),
             EXISTS (SELECT 1 FROM ${FINER}))
       )`,
    )
    .bind(symbol, JSON.stringify(runs.map(({ exchange, step }) => [exchange, step])), from, to)
    .all<{ step: number }>();
  return results.map(({ step }) => step);
}
