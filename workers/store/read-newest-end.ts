import { and, lt, sql } from 'drizzle-orm';
import type { Exchange } from '../../schema/exchange.ts';
import { CLOCK_ERROR } from '../../schema/plausible.ts';
import { candles } from '../../schema/tables.ts';
import { matches } from './matches.ts';
import { type Asked, prepared } from './prepared.ts';

const endsOf = prepared((on, { symbol, exchanges, until }: Asked<'symbol' | 'exchanges' | 'until'>) => {
  const { time, step } = candles;
  const isBefore = and(matches(candles, { symbol, exchange: sql`value` }), lt(time, until));
  const end = sql<number | null>`(SELECT min(${time} + ${step}, ${until}) FROM ${candles} WHERE ${isBefore}
    ORDER BY ${time} DESC, ${step} DESC LIMIT 1)`;
  return on.select({ end }).from(sql`json_each(${exchanges})`);
});

/**
 * The end of the last candle of a symbol over these exchanges, milliseconds UTC; 0 where there is none. One of a time that
 * has not come at `now` is none: everything before it would look old.
 */
export async function readNewestEnd(
  db: D1Database,
  symbol: string,
  exchanges: readonly Exchange[],
  now = Date.UTC(2100, 0),
): Promise<number> {
  const asked = { symbol, exchanges: JSON.stringify(exchanges), until: now + CLOCK_ERROR };
  return Math.max(0, ...(await endsOf(db, asked)).map(row => row.end ?? 0));
}
