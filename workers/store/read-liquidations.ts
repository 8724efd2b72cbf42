import type { ExchangeSet } from '../../schema/exchange.ts';
import type { Liquidation, Side } from '../../schema/market.ts';

/** Where a page of events ends: the event before which the next page goes on. */
export type EventKey = Pick<Liquidation, 'time' | 'exchange' | 'id'>;

export type LiquidationFilter = {
  symbol?: string | undefined;
  exchange: ExchangeSet;
  side?: Side | undefined;
  /** from <= time < to, milliseconds UTC. */
  from?: number | undefined;
  to?: number | undefined;
  minUsd?: number | undefined;
  before?: EventKey | undefined;
  limit: number;
};

type Row = Omit<Liquidation, 'priceKind' | 'notionalUsd'> & {
  price_kind: Liquidation['priceKind'];
  notional_usd: number;
};

/**
 * Single liquidations, newest first, at most `limit`. The order is that of the key, so that a page that goes on
 * before an event never repeats or skips one, whatever arrives meanwhile.
 */
export async function readLiquidations(
  db: D1Database,
  { symbol, exchange, side, from, to, minUsd, before, limit }: LiquidationFilter,
): Promise<Liquidation[]> {
  const conditions: [sql: string, ...values: (string | number)[]][] = [];
  if (before) conditions.push(['(time, exchange, id) < (?, ?, ?)', before.time, before.exchange, before.id]);
  if (symbol !== undefined) conditions.push(['symbol = ?', symbol]);
  if (exchange !== 'all') conditions.push(['exchange = ?', exchange]);
  if (side !== undefined) conditions.push(['side = ?', side]);
  if (from !== undefined) conditions.push(['time >= ?', from]);
  if (to !== undefined) conditions.push(['time < ?', to]);
  if (minUsd !== undefined) conditions.push(['notional_usd >= ?', minUsd]);
  const where = conditions.length > 0 ? `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}` : '';
  const { results } = await db
    .prepare(
      `SELECT time, exchange, id, instrument, symbol, side, price, price_kind, quantity, notional_usd
       FROM liquidations ${where} ORDER BY time DESC, exchange DESC, id DESC LIMIT ?`,
    )
    .bind(...conditions.flatMap(([, ...values]) => values), limit)
    .all<Row>();
  return results.map(({ price_kind, notional_usd, ...row }) => ({
    ...row,
    priceKind: price_kind,
    notionalUsd: notional_usd,
  }));
}
