import { HOUR, MINUTE } from '../../schema/range.ts';
import type { ModelCandle } from '../model/filter.ts';
import { WHOLE_MINUTE } from './read-feed-coverage.ts';
import type { Track } from './read-tracks.ts';

/**
 * Whether every feed of the exchange that reported in the candle's hour saw all the candle's minutes: then no bar
 * means that nothing was liquidated. Longer candles would take coverage of several hours and have none.
 */
const SEEN_WHOLE = `
  SELECT min(seen) * ${MINUTE} >= c.step FROM (
    SELECT (SELECT count(*) FROM json_each(f.minutes)
            WHERE value ->> 0 >= ${WHOLE_MINUTE} AND f.hour + CAST(key AS INTEGER) * ${MINUTE} >= c.time
              AND f.hour + CAST(key AS INTEGER) * ${MINUTE} < c.time + c.step) AS seen
    FROM feed_coverage f
    WHERE f.exchange = c.exchange AND f.hour = c.time / ${HOUR} * ${HOUR} AND c.step <= ${HOUR}
  )`;

type Row = {
  time: number;
  step: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  buy_volume: number | null;
  open_interest: number | null;
  long_usd: number | null;
  short_usd: number | null;
  seen_whole: 0 | 1 | null;
};

/**
 * The candles that open at `from` or later, oldest first, with the open interest at their close and what was
 * liquidated in them: bars of the candle's own step, else the sum of one-minute bars, else zero where all feeds were
 * watching, else undefined. `more` says that the limit cut the answer short. Where candles of several steps overlap,
 * the one that opens first and is finest is taken.
 */
export async function readModelCandles(
  db: D1Database,
  { symbol, exchange, from, limit }: Track & { from: number; limit: number },
): Promise<{ candles: ModelCandle[]; more: boolean }> {
  const { results } = await db
    .prepare(
      `SELECT c.time, c.step, c.open, c.high, c.low, c.close, c.volume, c.buy_volume, c.open_interest,
         coalesce(b.long_usd, (SELECT sum(m.long_usd) FROM liquidation_bars m
           WHERE b.time IS NULL AND m.symbol = c.symbol AND m.exchange = c.exchange AND m.step = ?5
             AND m.time >= c.time AND m.time < c.time + c.step)) AS long_usd,
         coalesce(b.short_usd, (SELECT sum(m.short_usd) FROM liquidation_bars m
           WHERE b.time IS NULL AND m.symbol = c.symbol AND m.exchange = c.exchange AND m.step = ?5
             AND m.time >= c.time AND m.time < c.time + c.step)) AS short_usd,
         (${SEEN_WHOLE}) AS seen_whole
       FROM candles c
       LEFT JOIN liquidation_bars b
         ON b.symbol = c.symbol AND b.exchange = c.exchange AND b.step = c.step AND b.time = c.time
       WHERE c.symbol = ?1 AND c.exchange = ?2 AND c.time >= ?3
       ORDER BY c.time, c.step LIMIT ?4`,
    )
    .bind(symbol, exchange, from, limit, MINUTE)
    .all<Row>();
  let end = from;
  const candles: ModelCandle[] = [];
  for (const row of results) {
    if (row.time < end) continue;
    end = row.time + row.step;
    candles.push(toCandle(row));
  }
  return { candles, more: results.length === limit };
}

function toCandle({ buy_volume, open_interest, seen_whole, ...row }: Row): ModelCandle {
  const { long_usd, short_usd, ...candle } = seen_whole
    ? { ...row, long_usd: row.long_usd ?? 0, short_usd: row.short_usd ?? 0 }
    : row;
  return {
    ...candle,
    ...(buy_volume !== null && { buyVolume: buy_volume }),
    ...(open_interest !== null && { openInterest: open_interest }),
    ...((long_usd !== null || short_usd !== null) && {
      liquidations: {
        ...(long_usd !== null && { longUsd: long_usd }),
        ...(short_usd !== null && { shortUsd: short_usd }),
      },
    }),
  };
}
