import { EXCHANGES, type Exchange } from '../../schema/exchange.ts';
import { DAY } from '../../schema/range.ts';
import { markSilent } from '../store/mark-silent.ts';
import { readFeedMinutes } from '../store/read-feed-minutes.ts';
import { findSilence } from './find-silence.ts';

/** What a feed usually brings is learnt from so long. */
const LEARNT_FROM = DAY;

export type SilentFeed = { exchange: Exchange; feed: string };

/**
 * Looks for feeds, polls and those of relays included, that are connected and have become silent, and makes a hole of
 * the time since their last event, for REST to fill where it can. Gives the feeds that are silent at `now`.
 */
export async function markSilences(db: D1Database, now: number): Promise<SilentFeed[]> {
  const span = { from: now - LEARNT_FROM, to: now };
  const feeds = await readFeedMinutes(db, { exchanges: EXCHANGES, ...span });
  const active = new Map<number, Set<Exchange>>();
  for (const { exchange, minutes } of feeds)
    for (const [time, [, events]] of minutes) {
      if (events === 0) continue;
      const exchanges = active.get(time) ?? new Set();
      active.set(time, exchanges.add(exchange));
    }
  const silent = feeds.flatMap(({ exchange, feed, minutes }) => {
    const othersIn = (time: number) => {
      const exchanges = active.get(time);
      return exchanges ? exchanges.size - Number(exchanges.has(exchange)) : 0;
    };
    const silence = findSilence(minutes, othersIn, span);
    if (!silence) return [];
    const since = new Date(silence.from).toISOString();
    const error = `silent since ${since}: events were due in about ${silence.expected.toFixed(1)} minutes more, none came`;
    return [{ exchange, feed, from: silence.from, to: now, error }];
  });
  const statements = markSilent(db, silent);
  if (statements.length > 0) await db.batch(statements);
  return silent.map(({ exchange, feed }) => ({ exchange, feed }));
}
