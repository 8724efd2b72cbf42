import { isNotNull, sql } from 'drizzle-orm';
import type { Track } from '../../schema/market.ts';
import { candles } from '../../schema/tables.ts';
import { type Asked, prepared } from './prepared.ts';
import { ASKED, asked, isAsked } from './read-tracks.ts';
import { withoutNulls } from './without-nulls.ts';

/** When a track's candles begin, and the open interest last seen (base units, one side; absent where none is). */
export type TrackSummary = Track & { firstTime: number; openInterest?: number };

/** The beginning and the open interest of each track, in the order asked. */
export async function readTrackSummaries(db: D1Database, tracks: readonly Track[]): Promise<TrackSummary[]> {
  return (await summaries(db, { tracks: JSON.stringify(tracks) })).map(withoutNulls);
}

const summaries = prepared((on, { tracks }: Asked<'tracks'>) => {
  const { time, step, openInterest } = candles;
  const firstTime = sql<number>`(SELECT min(${time}) FROM ${candles} WHERE ${isAsked(candles)})`.as(
    'firstTime',
  );
  return on
    .select({
      symbol: ASKED.symbol,
      exchange: ASKED.exchange,
      firstTime,
      openInterest: sql<number | null>`(SELECT ${openInterest} FROM ${candles}
          WHERE ${isAsked(candles)} AND ${openInterest} IS NOT NULL ORDER BY ${time} DESC, ${step} LIMIT 1)`,
    })
    .from(asked(tracks))
    .where(isNotNull(firstTime))
    .orderBy(ASKED.key);
});
