import type { Context } from 'hono';
import {
  type ExchangeStatus,
  type FeedStatus,
  type Status,
  status as statusShape,
} from '../../schema/answer/status.ts';
import type { BoardFeed } from '../../schema/board.ts';
import { type Exchange, VENUES } from '../../schema/exchange.ts';
import type { Mode } from '../../schema/market.ts';
import { MINUTE } from '../../schema/range.ts';
import type { ReportingShare, ReportingShares } from '../../schema/reporting-share.ts';
import type { Env } from '../env.ts';
import { readBoard } from '../store/board.ts';
import { lastClose } from '../store/read-last-candles.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
import { candlesOf } from './board-candles.ts';
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
  const caughtUp = answer.exchanges.some(({ symbols }) => symbols.length > 0);
  return answerResponse(jsonAnswer(answer, secondsFresh(c.env.MODE, 0, caughtUp)));
}

/** The status as of the minute that holds `time`: within it, equal data give an equal answer. */
async function readStatus({ DB: db, MODE: mode }: Pick<Env, 'DB' | 'MODE'>, time: number): Promise<Status> {
  const now = Math.floor(time / MINUTE) * MINUTE;
  const board = await readBoard(db);
  const candles = board.symbols.flatMap(candlesOf);
  const closes = new Map<Exchange, { end: number; step: number }>();
  for (const [exchange, own] of Map.groupBy(candles, candle => candle.exchange)) {
    const close = lastClose(own);
    if (close) closes.set(exchange, close);
  }
  const tracks = board.symbols.flatMap(({ symbol, tracks }) => tracks.map(track => ({ ...track, symbol })));
  const progress = tracks.flatMap(({ symbol, exchange, model }) =>
    model ? [{ symbol, exchange, ...model }] : [],
  );
  const models = modelStatus(candles, progress);
  const feeds = Map.groupBy(board.feeds, feed => feed.exchange);
  const exchanges = knownExchanges(mode, closes).map((exchange): ExchangeStatus => {
    const own = tracks.filter(track => track.exchange === exchange);
    const listed = own.filter(({ last }) => last);
    const close = closes.get(exchange);
    const told = own.flatMap(({ lastLiquidation }) => lastLiquidation ?? []);
    const asked = board.polls[exchange];
    const model = models.get(exchange);
    const { completeness = 'unknown', shares } = board.reporting[exchange] ?? {};
    return {
      exchange,
      state: close ? stateOf(mode, isStale(mode, now, close)) : 'silent',
      symbols: listed.map(track => track.symbol),
      ...(close && {
        firstTime: Math.min(...listed.map(({ firstTime = close.end }) => firstTime)),
        lastTime: close.end,
      }),
      ...(told.length > 0 && { lastLiquidation: Math.max(...told) }),
      coverage: {
        hour: roundedShare(mean(listed.map(({ covered }) => covered?.hour ?? 0))),
        day: roundedShare(mean(listed.map(({ covered }) => covered?.day ?? 0))),
      },
      completeness,
      ...(shares && { reportingShare: roundShares(shares) }),
      feeds: (feeds.get(exchange) ?? []).map(feedStatus),
      ...(asked && { polls: { ...asked, backfill: roundedShare(asked.backfill) } }),
      rejects: board.rejects[exchange] ?? { total: 0 },
      ...(model && { model }),
    };
  });
  return {
    mode,
    generatedAt: mode === 'replay' ? (lastClose(candles)?.end ?? now) : now,
    stale: false,
    known: exchanges.length,
    seen: exchanges.filter(({ state }) => state !== 'stale' && state !== 'silent').length,
    exchanges,
  };
}

const mean = (shares: readonly number[]): number =>
  shares.length > 0 ? shares.reduce((sum, share) => sum + share, 0) / shares.length : 0;

const feedStatus = ({ feed, hour, day, events, delay, lastSeen, error }: BoardFeed): FeedStatus => ({
  feed,
  share: { hour: roundedShare(hour), day: roundedShare(day) },
  events,
  ...(delay !== undefined && { delay }),
  ...(lastSeen !== undefined && { lastSeen }),
  ...(error !== undefined && { error }),
});

/** In live mode every venue is listed, also one of which nothing has come. */
function knownExchanges(mode: Mode, closes: ReadonlyMap<Exchange, unknown>): Exchange[] {
  const venues = mode === 'live' ? VENUES : [];
  return [...new Set([...venues, ...closes.keys()])];
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
