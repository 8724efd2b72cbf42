import { and, gte, lt, sql } from 'drizzle-orm';
import type { Exchange } from '../../../schema/exchange.ts';
import type { Track } from '../../../schema/market.ts';
import { DAY } from '../../../schema/range.ts';
import { candles } from '../../../schema/tables.ts';
import { type Asked, prepared } from '../../../workers/store/prepared.ts';
import { ASKED, asked, isAsked } from '../../../workers/store/read-tracks.ts';

const coveredOf = prepared((on, { tracks, span }: Asked<'tracks' | 'span'>) => {
  const { symbol, exchange, time, step } = candles;
  const to = sql`asked.value ->> 'to'`;
  const from = sql`(${to}) - ${span}`;
  const bars = on
    .select({
      exchange: ASKED.exchange.as('exchange'),
      opens: sql<number>`max(${time}, ${from})`.as('opens'),
      ends: sql<number>`min(${time} + ${step}, ${to})`.as('ends'),
      seen: sql<number>`max(${from}, ifnull(max(${time} + ${step}) OVER (
        PARTITION BY ${symbol}, ${exchange} ORDER BY ${time}, ${step} DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ), ${from}))`.as('seen'),
    })
    .from(asked(tracks))
    .innerJoin(candles, and(isAsked(candles), gte(time, sql`${from} - ${DAY}`), lt(time, to)))
    .as('bars');
  const covered = sql<number>`sum(max(0, ${bars.ends} - max(${bars.opens}, ${bars.seen})))`;
  return on.select({ exchange: bars.exchange, covered }).from(bars).groupBy(sql`1`);
});

/** The share (0 to 1) of the `span` before each track's `to` that its candles cover, as a mean over an exchange's symbols. */
export async function readRecentCoverage(
  db: D1Database,
  tracks: readonly (Track & { to: number })[],
  span: number,
): Promise<Map<Exchange, number>> {
  const results = await coveredOf(db, { tracks: JSON.stringify(tracks), span });
  const symbols = Map.groupBy(tracks, track => track.exchange);
  return new Map(
    results.map(({ exchange, covered }) => [exchange, covered / span / (symbols.get(exchange)?.length ?? 1)]),
  );
}
