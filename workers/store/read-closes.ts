import type { Exchange } from '../../schema/exchange.ts';

type Group = {
  exchange: Exchange;
  period: number;
  step: number;
  covered: number;
  turnover: number;
  last: number;
  close: number;
};

/**
 * The last price in periods of `interval` (ms, aligned on UTC) with from <= time < to, by the opening of the period: that
 * of the exchange that traded most USD in all of them, the first of equals. It reads each candle once.
 */
export async function readCloses(
  db: D1Database,
  {
    symbol,
    exchanges,
    interval,
    from,
    to,
  }: { symbol: string; exchanges: readonly Exchange[]; interval: number; from: number; to: number },
): Promise<Map<number, number>> {
  // Of the columns that are not summed SQLite gives those of the row with the greatest time.
  const { results } = await db
    .prepare(
      `SELECT exchange, time - time % ?3 AS period, step, sum(step) AS covered, sum(volume * close) AS turnover,
         max(time) AS last, close
       FROM candles
       WHERE symbol = ?1 AND exchange IN (SELECT value FROM json_each(?2)) AND time >= ?4 AND time < ?5 AND step <= ?3
       GROUP BY 1, 2, 3`,
    )
    .bind(symbol, JSON.stringify(exchanges), interval, from, to)
    .all<Group>();
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

const best = (groups: readonly Group[], score: (group: Group) => number): Group =>
  groups.reduce((winner, group) => (score(group) > score(winner) ? group : winner));
