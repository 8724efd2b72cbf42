import { EXCHANGES } from '../../schema/exchange.ts';
import { DAY } from '../../schema/range.ts';
import { type News, newsEdges, type RowSpan, readNews } from '../store/news.ts';
import { readBarRuns } from '../store/read-bar-runs.ts';
import { readLastCandles } from '../store/read-last-candles.ts';
import type { FeedHour } from '../store/read-market-rows.ts';
import { readTrackSummaries } from '../store/read-symbols.ts';
import { exchangesOf } from '../store/read-tracks.ts';
import { reportingExchanges } from '../store/reporting-exchanges.ts';
import { adopt } from './adopt.ts';
import { dayOf } from './days.ts';
import { type Head, readHead, writeHead } from './head.ts';
import { takeSpans } from './intake.ts';
import { write } from './own.ts';
import type { Stepped } from './step-symbol.ts';

/** The news after `after`, with what feeds told in their spans: read once for all symbols. */
export type ToldNews = { after: number; news: readonly News[]; hours: readonly FeedHour[] };

/** What is read at once of what was there at first, in days; more where little came. */
const WINDOW = 2 * DAY;
const WIDEST = 64 * DAY;
/** Days of a window that took fewer rows than this are doubled. */
const FEW_ROWS = 4_000;

/**
 * Brings the symbol's own record up to what D1 holds: at first all that is there, window by window, then what the news say
 * was written. Each window, and each lot of news, is one transaction: whoever comes after a failure goes on where it was.
 * `until` is when to stop, as `Date.now` tells it; gives whether there is more.
 */
export async function followStore(
  stepped: Stepped,
  { now, told, until }: { now: number; told?: ToldNews | undefined; until: number },
): Promise<boolean> {
  let head = readHead(stepped.own, stepped.symbol);
  if (head.news === undefined && !head.filling) {
    await adopt(stepped);
    head = await startFilling(stepped, readHead(stepped.own, stepped.symbol));
  }
  let width = WINDOW;
  while (head.filling) {
    if (Date.now() > until) return true;
    const rows = await fillWindow(stepped, head, { width, now });
    width = rows < FEW_ROWS ? Math.min(WIDEST, 2 * width) : WINDOW;
    head = readHead(stepped.own, stepped.symbol);
  }
  const after = head.news ?? 0;
  const news = told?.after === after ? told.news : await readNews(stepped.db, after);
  const [first] = news;
  if (!first) return false;
  if (first.id !== after + 1 && after > 0) {
    // Some were deleted unread.
    const { news: _, ...rest } = head;
    write(stepped.own, [writeHead(rest)]);
    return true;
  }
  await takeNews(stepped, head, news, { now, ...(told?.after === after && { hours: told.hours }) });
  return news.length >= 1_000;
}

async function startFilling({ db, symbol }: Stepped, head: Head): Promise<Head> {
  const { last: news } = await newsEdges(db);
  const [exchanges, reporting] = await Promise.all([exchangesOf(db, symbol), reportingExchanges(db, symbol)]);
  const tracks = exchanges.map(exchange => ({ symbol, exchange }));
  const [firsts, lasts, runs] = await Promise.all([
    readTrackSummaries(db, tracks),
    readLastCandles(db, tracks),
    reporting.length > 0 ? readBarRuns(db, { symbol, from: 0, to: Number.MAX_SAFE_INTEGER }) : [],
  ]);
  const from = Math.min(...firsts.map(({ firstTime }) => firstTime), ...runs.map(({ first }) => first));
  const to = Math.max(...lasts.map(({ time }) => time), ...runs.map(({ last }) => last)) + 1;
  if (!(from < to)) return { ...head, news };
  return { ...head, filling: { from: dayOf(from), to: dayOf(to) + DAY, news } };
}

/** Takes in all that opens in the next window; gives how much of it there was. */
async function fillWindow(
  stepped: Stepped,
  head: Head,
  { width, now }: { width: number; now: number },
): Promise<number> {
  const { filling } = head;
  if (!filling) return 0;
  const { db, own, symbol } = stepped;
  const to = Math.min(filling.to, filling.from + width);
  const all = new Set([...(await exchangesOf(db, symbol)), ...(await reportingExchanges(db, symbol))]);
  const spans = [...all].map((exchange): RowSpan => [symbol, exchange, filling.from, to]);
  const feeds = EXCHANGES.map(exchange => [exchange, filling.from, to] as const);
  const { writes, exchanges, rows } = await takeSpans(stepped, head, { rows: spans, ends: [], feeds }, now);
  const { filling: _, ...rest } = head;
  const isDone = to >= filling.to;
  const next: Head = {
    ...rest,
    exchanges,
    revision: head.revision + 1,
    waiting: true,
    ...(isDone ? { news: filling.news } : { filling: { ...filling, from: to } }),
  };
  write(own, [...writes, writeHead(next)]);
  return rows;
}

async function takeNews(
  stepped: Stepped,
  head: Head,
  news: readonly News[],
  { now, hours }: { now: number; hours?: readonly FeedHour[] },
): Promise<void> {
  const isOwn = ([symbol]: readonly [string, ...unknown[]]) => symbol === stepped.symbol;
  const spans = news.map(one => one.spans);
  const rows = spans.flatMap(one => one.rows.filter(isOwn));
  const ends = spans.flatMap(one => one.ends.filter(isOwn));
  const feeds = spans.flatMap(one => one.feeds);
  const last = news.at(-1)?.id ?? 0;
  const { writes, exchanges, candles } = await takeSpans(
    stepped,
    head,
    { ...{ rows: joinedSpans(rows), ends, feeds }, ...(hours && { hours }) },
    now,
  );
  write(stepped.own, [
    ...writes,
    writeHead({
      ...head,
      exchanges,
      news: last,
      revision: head.revision + Number(writes.length > 0),
      waiting: head.waiting || candles > 0,
    }),
  ]);
}

/** Spans of a track that touch as one: what is read twice would be there twice. */
function joinedSpans(spans: readonly RowSpan[]): RowSpan[] {
  const joined: [string, RowSpan[1], number, number][] = [];
  const inOrder = spans.toSorted((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : a[2] - b[2]));
  for (const [symbol, exchange, from, to] of inOrder) {
    const last = joined.at(-1);
    if (last && last[1] === exchange && from <= last[3]) last[3] = Math.max(last[3], to);
    else joined.push([symbol, exchange, from, to]);
  }
  return joined;
}
