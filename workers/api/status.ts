import type { Context } from 'hono';
import {
  type ExchangeStatus,
  type FeedStatus,
  type PollStatus,
  type Status,
  status as statusShape,
} from '../../schema/answer/status.ts';
import { type Exchange, VENUES } from '../../schema/exchange.ts';
import type { Mode } from '../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../schema/range.ts';
import type { ReportingShare, ReportingShares } from '../../schema/reporting-share.ts';
import type { Env } from '../env.ts';
import { readFeedCoverage } from '../store/read-feed-coverage.ts';
import { lastClose, readLastCandles } from '../store/read-last-candles.ts';
import { readModelProgress } from '../store/read-model-progress.ts';
import { readPollProgress } from '../store/read-poll-progress.ts';
import { readRecentCoverage } from '../store/read-recent-coverage.ts';
import { readLastLiquidations, readRejects } from '../store/read-status.ts';
import { readTrackSummaries } from '../store/read-symbols.ts';
import { readTracks } from '../store/read-tracks.ts';
import { readReportingShares } from '../store/reporting-shares.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
import { type Asked, endpoint } from './endpoint.ts';
import { isStale, secondsFresh } from './freshness.ts';
import { modelStatus } from './model-lag.ts';
import { roundedShare } from './rounded-share.ts';

export const statusEndpoint = endpoint({
  path: '/v1/status',
  tag: 'evidence',
  summary: 'Per exchange: state, last times, coverage of the last hour and day, rejects',
  description:
    'Every exchange that is known here, also one of which nothing has come: how far its data reach, what its feeds saw, how asking it goes, what could not be read of it, and how the model goes on with it.',
  parameters: {},
  answers: { 'application/json': { Status: statusShape } },
  answer: status,
});

async function status(c: Context<Asked>): Promise<Response> {
  const now = Date.now();
  const answer = await readStatus(c.env, now);
  return answerResponse(jsonAnswer(answer, secondsFresh(c.env.MODE, 0)));
}

/** The status as of the minute that holds `time`: within it, equal data give an equal answer. */
async function readStatus({ DB: db, MODE: mode }: Pick<Env, 'DB' | 'MODE'>, time: number): Promise<Status> {
  const now = Math.floor(time / MINUTE) * MINUTE;
  const tracks = await readTracks(db);
  const [lastCandles, summaries, lastLiquidations, rejects, polls, progress] = await Promise.all([
    readLastCandles(db, tracks),
    readTrackSummaries(db, tracks),
    readLastLiquidations(db, tracks),
    readRejects(db),
    readPolls(db),
    readModelProgress(db),
  ]);
  const models = modelStatus(lastCandles, progress);
  const closes = new Map<Exchange, { end: number; step: number }>();
  for (const [exchange, candles] of Map.groupBy(lastCandles, candle => candle.exchange)) {
    const close = lastClose(candles);
    if (close) closes.set(exchange, close);
  }
  // Where the present is missing, the time since the last close is a hole as well.
  const recent = tracks.flatMap(track => {
    const close = closes.get(track.exchange);
    return close ? [{ ...track, to: isStale(mode, now, close) ? now : close.end }] : [];
  });
  const [hour, day, feeds, reporting] = await Promise.all([
    readRecentCoverage(db, recent, HOUR),
    readRecentCoverage(db, recent, DAY),
    readFeeds(db, knownExchanges(mode, closes), now),
    readReportingShares(db, { exchanges: knownExchanges(mode, closes), from: now }),
  ]);
  const exchanges = knownExchanges(mode, closes).map((exchange): ExchangeStatus => {
    const own = summaries.filter(summary => summary.exchange === exchange);
    const close = closes.get(exchange);
    const lastLiquidation = lastLiquidations.get(exchange);
    const asked = polls.get(exchange);
    const model = models.get(exchange);
    const { completeness = 'unknown', shares } = reporting.get(exchange)?.at(-1) ?? {};
    return {
      exchange,
      state: close ? stateOf(mode, isStale(mode, now, close)) : 'silent',
      symbols: own.map(summary => summary.symbol),
      ...(close && {
        firstTime: Math.min(...own.map(summary => summary.firstTime)),
        lastTime: close.end,
      }),
      ...(lastLiquidation !== undefined && { lastLiquidation }),
      coverage: { hour: roundedShare(hour.get(exchange) ?? 0), day: roundedShare(day.get(exchange) ?? 0) },
      completeness,
      ...(shares && { reportingShare: roundShares(shares) }),
      feeds: feeds.get(exchange) ?? [],
      ...(asked && { polls: asked }),
      rejects: rejects.get(exchange) ?? { total: 0 },
      ...(model && { model }),
    };
  });
  return {
    mode,
    generatedAt: mode === 'replay' ? (lastClose(lastCandles)?.end ?? now) : now,
    stale: false,
    known: exchanges.length,
    seen: exchanges.filter(({ state }) => state !== 'stale' && state !== 'silent').length,
    exchanges,
  };
}

/** In live mode every venue is listed, also one of which nothing has come. */
function knownExchanges(mode: Mode, closes: ReadonlyMap<Exchange, unknown>): Exchange[] {
  const venues = mode === 'live' ? VENUES : [];
  return [...new Set([...venues, ...closes.keys()])];
}

async function readPolls(db: D1Database): Promise<Map<Exchange, PollStatus>> {
  return new Map(
    (await readPollProgress(db)).map(({ exchange, goodAt, backoff, questions, backfill }) => [
      exchange,
      {
        ...(goodAt !== undefined && { lastAnswer: goodAt }),
        ...backoff,
        failing: questions.map(({ question, error }) => ({ question, error })),
        backfill: roundedShare(
          backfill.reduce((sum, { share }) => sum + share, 0) / Math.max(1, backfill.length),
        ),
      },
    ]),
  );
}

/** What the feeds saw up to `now`, a whole minute. */
async function readFeeds(
  db: D1Database,
  exchanges: readonly Exchange[],
  now: number,
): Promise<Map<Exchange, FeedStatus[]>> {
  const [hours, days] = await Promise.all(
    [HOUR, DAY].map(span => readFeedCoverage(db, { exchanges, from: now - span, to: now })),
  );
  const lastHour = new Map(hours?.map(feed => [`${feed.exchange} ${feed.feed}`, feed]));
  const feeds = Map.groupBy(days ?? [], feed => feed.exchange);
  return new Map(
    [...feeds].map(([exchange, own]) => [
      exchange,
      own.map(({ feed, share, events, lastSeen, error }): FeedStatus => {
        const hour = lastHour.get(`${exchange} ${feed}`);
        return {
          feed,
          share: { hour: roundedShare(hour?.share ?? 0), day: roundedShare(share) },
          events,
          ...(hour?.delay !== undefined && { delay: hour.delay }),
          ...(lastSeen !== undefined && { lastSeen }),
          ...(error !== undefined && { error }),
        };
      }),
    ]),
  );
}

function stateOf(mode: Mode, stale: boolean): ExchangeStatus['state'] {
  if (mode === 'replay') return 'recorded';
  if (stale) return 'stale';
  return mode === 'simulated' ? 'simulated' : 'live';
}

const roundShare = ({ value, low, high }: ReportingShare): ReportingShare => ({
  value: roundedShare(value),
  low: roundedShare(low),
  high: roundedShare(high),
});

const roundShares = ({ calm, burst, ...all }: ReportingShares): ReportingShares => ({
  ...roundShare(all),
  ...(calm && { calm: roundShare(calm) }),
  ...(burst && { burst: roundShare(burst) }),
});
