import type { Candle, Track } from '../../schema/market.ts';

type Group = {
  bucket: number;
  step: number;
  first: number;
  last: number;
  covered: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
};

/**
 * Candles of width `step` (ms, aligned on UTC) made of the stored ones that fit in it and open at from <= time < to,
 * oldest first: the open of the first, the extremes, the close of the last. A bucket without candles is absent.
 * Candles of several steps may overlap: prices do not mind, and the volume is that of the step that covers most.
 */
export async function readCandles(
  db: D1Database,
  { symbol, exchange, step, from, to }: Track & { step: number; from: number; to: number },
): Promise<Candle[]> {
  // CROSS JOIN keeps the order: one key is looked up per group. Left to choose, SQLite scans the candles for each.
  const { results } = await db
    .prepare(
      `WITH groups AS MATERIALIZED (
         SELECT time - time % ?3 AS bucket, step, min(time) AS first, max(time) AS last, sum(step) AS covered,
           max(high) AS high, min(low) AS low, sum(volume) AS volume
         FROM candles WHERE symbol = ?1 AND exchange = ?2 AND time >= ?4 AND time < ?5 AND step <= ?3
         GROUP BY 1, step
       )
       SELECT g.*, f.open, l.close FROM groups g
       CROSS JOIN candles f ON f.symbol = ?1 AND f.exchange = ?2 AND f.time = g.first AND f.step = g.step
       CROSS JOIN candles l ON l.symbol = ?1 AND l.exchange = ?2 AND l.time = g.last AND l.step = g.step
       ORDER BY g.bucket, g.step DESC`,
    )
    .bind(symbol, exchange, step, from, to)
    .all<Group>();
  return [...Map.groupBy(results, group => group.bucket)].map(([time, groups]) => merge(time, step, groups));
}

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
