import type { PollStatus } from '../../schema/answer/status.ts';
import type { Board, BoardFeed } from '../../schema/board.ts';
import { EXCHANGES, type Exchange } from '../../schema/exchange.ts';
import { DAY, HOUR, MINUTE } from '../../schema/range.ts';
import { readFeedCoverage } from '../store/read-feed-coverage.ts';
import { type PollProgress, readPollProgress } from '../store/read-poll-progress.ts';
import { readRejects } from '../store/read-status.ts';
import { readReportingShares } from '../store/reporting-shares.ts';

/** What costs many rows to read is read so seldom; until then it stands as it was. */
const SELDOM = 10 * MINUTE;

/** What the board tells of exchanges, whatever the symbol. */
export async function ofExchanges(
  db: D1Database,
  before: Board,
  now: number,
): Promise<Pick<Board, 'feeds' | 'polls' | 'rejects' | 'reporting'>> {
  const isDue = Math.floor(before.beatAt / SELDOM) !== Math.floor(now / SELDOM);
  const polls = Object.fromEntries(
    (await readPollProgress(db)).map(progress => [progress.exchange, pollStatus(progress)]),
  );
  const { rejects, reporting } = isDue ? await readSeldom(db, now) : before;
  return { feeds: await readFeeds(db, before.feeds, { now, isDue }), polls, rejects, reporting };
}

async function readSeldom(db: D1Database, now: number): Promise<Pick<Board, 'rejects' | 'reporting'>> {
  const [rejects, reporting] = await Promise.all([
    readRejects(db),
    readReportingShares(db, { exchanges: EXCHANGES, from: now }),
  ]);
  const newest = [...reporting].flatMap(([exchange, estimates]) => {
    const last = estimates.at(-1);
    if (!last) return [];
    const { completeness, shares } = last;
    return [[exchange, { completeness, ...(shares && { shares }) }] as const];
  });
  return { rejects: Object.fromEntries(rejects), reporting: Object.fromEntries(newest) };
}

const pollStatus = ({ goodAt, backoff, questions, backfill }: PollProgress): PollStatus => ({
  ...(goodAt !== undefined && { lastAnswer: goodAt }),
  ...backoff,
  failing: questions.map(({ question, error }) => ({ question, error })),
  backfill: backfill.reduce((sum, { share }) => sum + share, 0) / Math.max(1, backfill.length),
});

/** What the feeds saw up to `now`: the last hour each time, the day when that is due. */
async function readFeeds(
  db: D1Database,
  before: readonly BoardFeed[],
  { now, isDue }: { now: number; isDue: boolean },
): Promise<BoardFeed[]> {
  const to = Math.floor(now / MINUTE) * MINUTE;
  const asked = { exchanges: EXCHANGES as readonly Exchange[], to };
  const hours = await readFeedCoverage(db, { ...asked, from: to - HOUR });
  const days = isDue ? await readFeedCoverage(db, { ...asked, from: to - DAY }) : undefined;
  const nameOf = ({ exchange, feed }: { exchange: Exchange; feed: string }) => `${exchange} ${feed}`;
  const ofHour = new Map(hours.map(one => [nameOf(one), one]));
  const known = new Map(before.map(one => [nameOf(one), one]));
  const ofDay = days
    ? days.map(({ exchange, feed, share, events, lastSeen, error }) => ({
        ...{ exchange, feed, day: share, events },
        ...(lastSeen !== undefined && { lastSeen }),
        ...(error !== undefined && { error }),
      }))
    : before.map(({ hour: _hour, delay: _delay, ...rest }) => rest);
  const fresh = days ? [] : hours.filter(one => !known.has(nameOf(one)));
  return [
    ...ofDay,
    ...fresh.map(({ exchange, feed, share, events }) => ({
      exchange,
      feed,
      day: (share * HOUR) / DAY,
      events,
    })),
  ].map((one): BoardFeed => {
    const hour = ofHour.get(nameOf(one));
    return {
      ...one,
      hour: hour?.share ?? 0,
      ...(hour?.delay !== undefined && { delay: hour.delay }),
      ...(hour?.lastSeen !== undefined && { lastSeen: hour.lastSeen }),
      ...(hour?.error !== undefined && { error: hour.error }),
    };
  });
}
