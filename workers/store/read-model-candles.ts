import { BOUNDS } from '../../schema/bounds.ts';
import { faultText } from '../../schema/fault.ts';
import type { Track } from '../../schema/market.ts';
import { CLOCK_ERROR, candleFault } from '../../schema/plausible.ts';
import { HOUR, MINUTE } from '../../schema/range.ts';
import { credibleCandle, type ModelCandle } from '../model/filter.ts';
import { WHOLE_MINUTE } from './read-feed-coverage.ts';
import type { SetAside } from './set-aside-candles.ts';

/**
 * Whether every feed of the exchange that reported in the candle's hour saw all the candle's minutes: then no bar
 * means that nothing was liquidated. Longer candles would take coverage of several hours and have none.
 */
const SEEN_WHOLE = `
  SELECT min(seen) * ${MINUTE} >= c.step FROM (
    SELECT (SELECT count(*) FROM json_each(iif(json_valid(f.minutes), f.minutes, '{}'))
            WHERE value ->> 0 >= ${WHOLE_MINUTE} AND f.hour + CAST(key AS INTEGER) * ${MINUTE} >= c.time
              AND f.hour + CAST(key AS INTEGER) * ${MINUTE} < c.time + c.step) AS seen
    FROM feed_coverage f
    WHERE f.exchange = c.exchange AND f.hour = c.time / ${HOUR} * ${HOUR} AND c.step <= ${HOUR}
  )`;

/** Of a time after all there can be. */
const ALWAYS = Date.UTC(2100, 0);

/** What a side's one-minute bars of a candle sum to; below 0, which no sum is, where one of them cannot be. */
const minutes = (side: 'long_usd' | 'short_usd') => `
  SELECT iif(sum(NOT m.${side} BETWEEN 0 AND ${BOUNDS.usd.most}) > 0, -1, sum(m.${side})) FROM liquidation_bars m
  WHERE b.time IS NULL AND m.symbol = c.symbol AND m.exchange = c.exchange AND m.step = ?5
    AND m.time >= c.time AND m.time < c.time + c.step`;

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

export type ModelCandles = {
  candles: ModelCandle[];
  setAside: SetAside[];
  /** Whether the limit cut the answer short. */
  more: boolean;
  /** Up to where the store holds no candle but these, milliseconds UTC. */
  until: number;
};

/**
 * The candles that open at `from` or later, oldest first, with the open interest at their close and what was
 * liquidated in them: bars of the candle's own step, else the sum of one-minute bars, else zero where all feeds were
 * watching, else undefined. Where candles of several steps overlap, the one that opens first and is finest is taken.
 * What no market can be is left out and told in `setAside`; a candle of a time that has not come at `now` is not read.
 */
export async function readModelCandles(
  db: D1Database,
  { symbol, exchange, from, limit, now = ALWAYS }: Track & { from: number; limit: number; now?: number },
): Promise<ModelCandles> {
  const { results } = await db
    .prepare(
      `SELECT c.time, c.step, c.open, c.high, c.low, c.close, c.volume, c.buy_volume, c.open_interest,
         coalesce(b.long_usd, (${minutes('long_usd')})) AS long_usd,
         coalesce(b.short_usd, (${minutes('short_usd')})) AS short_usd,
         (${SEEN_WHOLE}) AS seen_whole
       FROM candles c
       LEFT JOIN liquidation_bars b
         ON b.symbol = c.symbol AND b.exchange = c.exchange AND b.step = c.step AND b.time = c.time
       WHERE c.symbol = ?1 AND c.exchange = ?2 AND c.time >= ?3 AND c.time < ?6
       ORDER BY c.time, c.step LIMIT ?4`,
    )
    .bind(symbol, exchange, from, limit, MINUTE, now + CLOCK_ERROR)
    .all<Row>();
  const candles: ModelCandle[] = [];
  const setAside: SetAside[] = [];
  const more = results.length === limit;
  let end = from;
  for (const { seen_whole, ...row } of results) {
    const fault = candleFault({ ...row, ...optional('buyVolume', row.buy_volume) });
    if (fault) setAside.push({ row, reason: faultText(fault), drop: 'candle' });
    else if (row.time >= end) {
      const { candle, missing } = modelCandle(row, seen_whole === 1);
      for (const one of missing) {
        const { field } = one;
        setAside.push({ row, reason: faultText(one), ...(field === 'openInterest' && { drop: field }) });
      }
      candles.push(candle);
      end = candle.time + candle.step;
    }
  }
  const last = setAside.findLast(({ drop }) => drop === 'candle')?.row.time ?? from - 1;
  // Behind a row that the limit cut off others may open at the same time; behind the last one of all nothing does.
  return { candles, setAside, more, until: Math.max(end, more ? last : last + 1) };
}

/** The candle of a row that is one. */
function modelCandle(row: Omit<Row, 'seen_whole'>, seenWhole: boolean) {
  const { buy_volume, open_interest, long_usd, short_usd, ...candle } = row;
  const sides = {
    ...optional('longUsd', long_usd ?? (seenWhole ? 0 : null)),
    ...optional('shortUsd', short_usd ?? (seenWhole ? 0 : null)),
  };
  const read = credibleCandle({
    ...candle,
    ...optional('buyVolume', buy_volume),
    ...optional('openInterest', open_interest),
    ...(Object.keys(sides).length > 0 && { liquidations: sides }),
  });
  if ('candle' in read) return read;
  throw new RangeError(`candle at ${row.time}: expected one that can be, got ${read.refused.field}`);
}

const optional = <Name extends string>(name: Name, value: number | null): { [Key in Name]?: number } =>
  value === null ? {} : ({ [name]: value } as { [Key in Name]: number });
