import { and, eq, gte, inArray, lt, lte, sql } from 'drizzle-orm';
import type { Exchange } from '../../../schema/exchange.ts';
import { candles } from '../../../schema/tables.ts';
import { type Asked, listPlaces, madeOnce, prepared } from '../../../workers/store/prepared.ts';

const readPeriods = madeOnce((count: number) =>
  prepared((on, { symbol, interval, from, to }: Asked<'symbol' | 'interval' | 'from' | 'to'>) => {
    // Of the columns that are not summed SQLite gives those of the row with the greatest time.
    const { time, step, volume, close } = candles;
    return on
      .select({
        exchange: candles.exchange,
        period: sql<number>`${time} - ${time} % ${interval}`,
        step,
        covered: sql<number>`sum(${step})`,
        turnover: sql<number>`sum(${volume} * ${close})`,
        last: sql<number>`max(${time})`,
        close,
      })
      .from(candles)
      .where(
        and(
          eq(candles.symbol, symbol),
          inArray(candles.exchange, listPlaces(count)),
          gte(time, from),
          lt(time, to),
          lte(step, interval),
        ),
      )
      .groupBy(sql`1`, sql`2`, sql`3`);
  }),
);

/**
 * The last price in periods of `interval` (ms, aligned on UTC) with from <= time < to, by the opening of the period: that
 * of the exchange that traded most USD in all of them, the first of equals. It reads each candle once.
 */
export async function readCloses(
  db: D1Database,
  {
    exchanges,
    ...span
  }: { symbol: string; exchanges: readonly Exchange[]; interval: number; from: number; to: number },
): Promise<Map<number, number>> {
  const results = await readPeriods(exchanges.length)(db, { ...span, ...exchanges });
  const byExchange = Map.groupBy(results, group => group.exchange);
  let most = -1;
  let closes = new Map<number, number>();
  for (const exchange of exchanges) {
    const periods = [...Map.groupBy(byExchange.get(exchange) ?? [], group => group.period)];
    // Candles of several steps overlap: of these the step that covers most tells what was traded.
    const turnover = periods.reduce((sum, [, groups]) => sum + best(groups, of => of.covered).turnover, 0);
    if (periods.length === 0 || turnover <= most) continue;
    most = turnover;
    closes = new Map(periods.map(([time, groups]) => [time, best(groups, of => of.last + of.step).close]));
  }
  return closes;
}

const best = <Group>(groups: readonly Group[], score: (group: Group) => number): Group =>
  groups.reduce((winner, group) => (score(group) > score(winner) ? group : winner));
