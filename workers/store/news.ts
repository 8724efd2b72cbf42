import { asc, gt, lt, max, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import type { Exchange } from '../../schema/exchange.ts';
import type { Track } from '../../schema/market.ts';
import { DAY } from '../../schema/range.ts';
import { news } from '../../schema/tables.ts';
import { type Asked, prepared, preparedStatement } from './prepared.ts';
import { statementOf } from './statement-of.ts';

/** Candles and bars of a track that open with from <= time < to. */
export type RowSpan = readonly [symbol: string, exchange: Exchange, from: number, to: number];
/** Candles of a track that end at a time: their open interest came. */
export type EndOfCandles = readonly [symbol: string, exchange: Exchange, time: number];
/** Hours of what the feeds of an exchange told: from <= hour < to. */
export type FeedSpan = readonly [exchange: Exchange, from: number, to: number];

/** Where rows were written in one transaction. */
export type Spans = { rows?: RowSpan[]; ends?: EndOfCandles[]; feeds?: FeedSpan[] };

/** Rows further apart than this are told as two spans. */
const APART = DAY / 4;

/** The spans of rows by their track, and of coverage by its exchange, as few as they can be. */
export function spansOf(rows: readonly (Track & { time: number })[]): RowSpan[] {
  const tracks = Map.groupBy(rows, ({ symbol, exchange }) => `${symbol} ${exchange}`);
  return [...tracks.values()].flatMap(own => {
    const { symbol, exchange } = own[0] as Track;
    return stretches(own.map(row => row.time)).map(([from, to]): RowSpan => [symbol, exchange, from, to]);
  });
}

/** The same of coverage. */
export function feedSpansOf(reports: readonly { exchange: Exchange; time: number }[]): FeedSpan[] {
  const exchanges = Map.groupBy(reports, ({ exchange }) => exchange);
  return [...exchanges].flatMap(([exchange, own]) =>
    stretches(own.map(report => report.time)).map(([from, to]): FeedSpan => [exchange, from, to]),
  );
}

function stretches(times: readonly number[]): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (const time of times.toSorted((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && time - last[1] < APART) last[1] = Math.max(last[1], time + 1);
    else found.push([time, time + 1]);
  }
  return found;
}

const tell = preparedStatement((on, { spans }: Asked<'spans'>) =>
  on.insert(news).values({ time: sql`unixepoch() * 1000`, spans }),
);

/**
 * The statement that tells where rows were written. To be run in the transaction that writes them: what is read of a span
 * that was told is there.
 */
export function tellNews(db: D1Database, { rows = [], ends = [], feeds = [] }: Spans): D1PreparedStatement[] {
  if (rows.length + ends.length + feeds.length === 0) return [];
  return [tell(db, { spans: JSON.stringify({ rows, ends, feeds }) })];
}

const tellChange = preparedStatement(
  (_, { spans }: Asked<'spans'>) => sql`
    INSERT INTO ${news} (time, spans) SELECT unixepoch() * 1000, ${spans} WHERE changes() > 0`,
);

/** The same where the statement before it in its transaction has changed something. */
export const tellChangedRows = (db: D1Database, rows: readonly RowSpan[]): D1PreparedStatement =>
  tellChange(db, { spans: JSON.stringify({ rows, ends: [], feeds: [] }) });

export type News = { id: number; spans: Required<Spans> };

const newer = prepared((on, { id }: Asked<'id'>) =>
  on
    .select({ id: news.id, spans: news.spans })
    .from(news)
    .where(gt(news.id, id))
    .orderBy(asc(news.id))
    .limit(1_000),
);

/** What was told after `id`, in order, a thousand at most. */
export const readNews = async (db: D1Database, id: number): Promise<News[]> =>
  (await newer(db, { id })).map(row => ({ id: row.id, spans: JSON.parse(row.spans) as Required<Spans> }));

const edges = prepared(on =>
  on
    .select({
      first: sql<number | null>`(SELECT min(${news.id}) FROM ${news})`,
      last: sql<number | null>`(SELECT max(${news.id}) FROM ${news})`,
    })
    .from(sql`(SELECT 1)`),
);

/** The ids of the oldest and the newest news; both 0 where there are none. */
export async function newsEdges(db: D1Database): Promise<{ first: number; last: number }> {
  const [row] = await edges(db, {});
  return { first: row?.first ?? 0, last: row?.last ?? 0 };
}

/** Deletes what was told before `time`, milliseconds UTC; the newest stays, so that no id is ever given twice. */
export async function pruneNews(db: D1Database, time: number): Promise<void> {
  const newest = drizzle(db)
    .select({ id: max(news.id) })
    .from(news);
  await statementOf(
    db,
    drizzle(db)
      .delete(news)
      .where(sql`${lt(news.time, time)} AND ${news.id} < (${newest})`),
  ).run();
}
