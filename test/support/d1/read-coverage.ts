import { and, eq, gt, gte, inArray, lt, sql } from 'drizzle-orm';
import type { Exchange } from '../../../schema/exchange.ts';
import { DAY } from '../../../schema/range.ts';
import { candles } from '../../../schema/tables.ts';
import { type CandleCoverage, longest } from '../../../workers/store/coverage.ts';
import { type Asked, listPlaces, madeOnce, prepared } from '../../../workers/store/prepared.ts';

type Named = Asked<'symbol' | 'step' | 'from' | 'to' | 'dayBefore'>;

const coveredOf = madeOnce((count: number) =>
  prepared((on, { symbol, step, from, to, dayBefore }: Named) => {
    const { exchange, time } = candles;
    const ends = sql`${time} + ${candles.step}`;
    // A candle covers what lies behind everything before it; `seen` is the end of that, never before `from`.
    const bars = on
      .select({
        exchange,
        opens: sql<number>`max(${time}, ${from})`.as('opens'),
        ends: sql<number>`min(${ends}, ${to})`.as('ends'),
        turnover: sql<number>`${candles.volume} * ${candles.close}`.as('turnover'),
        fits: sql<0 | 1>`${candles.step} <= ${step}`.as('fits'),
        seen: sql<number>`max(${from}, ifnull(max(${ends}) OVER (
        PARTITION BY ${exchange} ORDER BY ${time}, ${candles.step} DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ), ${from}))`.as('seen'),
      })
      .from(candles)
      .where(
        and(
          eq(candles.symbol, symbol),
          inArray(exchange, listPlaces(count)),
          gte(time, dayBefore),
          lt(time, to),
        ),
      )
      .as('bars');
    return on
      .select({
        exchange: bars.exchange,
        covered: sql<number>`sum(max(0, ${bars.ends} - max(${bars.opens}, ${bars.seen})))`,
        until: sql<number>`max(${bars.ends})`,
        candles: sql<number>`sum(${bars.fits})`,
        turnover: sql<number>`sum(iif(${bars.fits} AND ${bars.opens} >= ${bars.seen}, ${bars.turnover}, 0))`,
        gaps: sql<string>`json_group_array(json_array(${bars.seen}, ${bars.opens}))
          FILTER (WHERE ${bars.opens} > ${bars.seen})`,
      })
      .from(bars)
      .where(gt(bars.ends, from))
      .groupBy(bars.exchange);
  }),
);

/**
 * Coverage of [from, to) by each exchange's candles, in the order asked. An exchange without candles there has
 * share 0 and one gap. `step` is the width of a column.
 */
export async function readCoverage(
  db: D1Database,
  {
    exchanges,
    ...span
  }: { symbol: string; exchanges: readonly Exchange[]; step: number; from: number; to: number },
): Promise<CandleCoverage[]> {
  const { from, to } = span;
  const results = await coveredOf(exchanges.length)(db, { ...span, dayBefore: from - DAY, ...exchanges });
  const rows = new Map(results.map(row => [row.exchange, row]));
  return exchanges.map(exchange => {
    const row = rows.get(exchange);
    if (!row) return { exchange, share: 0, gaps: [[from, to]], candles: 0, turnoverUsd: 0 };
    const gaps = JSON.parse(row.gaps) as [from: number, to: number][];
    if (row.until < to) gaps.push([row.until, to]);
    return {
      exchange,
      share: row.covered / (to - from),
      gaps: longest(gaps),
      candles: row.candles,
      turnoverUsd: row.turnover,
    };
  });
}
