import { and, desc, eq, max, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Track } from '../../schema/market.ts';
import { candles } from '../../schema/tables.ts';
import { type Asked, prepared } from './prepared.ts';
import { ASKED, asked, isAsked } from './read-tracks.ts';

/** The newest candle of a track. `step` is the finest that ends the track's data. */
export type LastCandle = Track & { time: number; step: number; close: number; volume: number };

/** The newest candle of each track, in the order asked; a track without candles is absent. */
export async function readLastCandles(db: D1Database, tracks: readonly Track[]): Promise<LastCandle[]> {
  const results = await readNewest(db, { tracks: JSON.stringify(tracks) });
  // Where candles of several steps open together, the finest comes last and stays.
  return [...new Map(results.map(row => [`${row.symbol} ${row.exchange}`, row])).values()];
}

const readNewest = prepared((on, { tracks }: Asked<'tracks'>) => {
  const { symbol, exchange, time, step, close, volume } = candles;
  const others = alias(candles, 'others');
  const newest = sql`(SELECT ${max(others.time)} FROM ${candles} ${others} WHERE ${isAsked(others)})`;
  return on
    .select({ symbol, exchange, time, step, close, volume })
    .from(asked(tracks))
    .innerJoin(candles, and(isAsked(candles), eq(time, newest)))
    .orderBy(ASKED.key, desc(step));
});

/** What the newest candles say of the present: the last close, and the step in which closes arrive. */
export function lastClose(candles: readonly LastCandle[]): { end: number; step: number } | undefined {
  let newest: { end: number; step: number } | undefined;
  for (const { time, step } of candles) {
    const end = time + step;
    if (!newest || end > newest.end || (end === newest.end && step < newest.step)) newest = { end, step };
  }
  return newest;
}

/** The last price of several tracks: the close of the newest candles, of those the one that traded most. */
export function lastPrice(candles: readonly LastCandle[]): number | undefined {
  const end = lastClose(candles)?.end;
  let most: LastCandle | undefined;
  for (const candle of candles) {
    if (candle.time + candle.step !== end) continue;
    if (!most || candle.volume * candle.close > most.volume * most.close) most = candle;
  }
  return most?.close;
}
