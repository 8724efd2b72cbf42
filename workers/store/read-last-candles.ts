import type { Track } from '../../schema/market.ts';

/** The newest candle of a track. `step` is the finest that ends the track's data. */
export type LastCandle = Track & { time: number; step: number; close: number; volume: number };

/** The newest candle of each track, in the order asked; a track without candles is absent. */
export async function readLastCandles(db: D1Database, tracks: readonly Track[]): Promise<LastCandle[]> {
  const { results } = await db
    .prepare(
      `WITH tracks AS (
         SELECT value ->> 'symbol' AS symbol, value ->> 'exchange' AS exchange, key FROM json_each(?)
       )
       SELECT c.symbol, c.exchange, c.time, c.step, c.close, c.volume
       FROM tracks t JOIN candles c ON c.symbol = t.symbol AND c.exchange = t.exchange
         AND c.time = (SELECT max(time) FROM candles WHERE symbol = t.symbol AND exchange = t.exchange)
       ORDER BY t.key, c.step DESC`,
    )
    .bind(JSON.stringify(tracks))
    .all<LastCandle>();
  // Where candles of several steps open together, the finest comes last and stays.
  return [...new Map(results.map(row => [`${row.symbol} ${row.exchange}`, row])).values()];
}

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
