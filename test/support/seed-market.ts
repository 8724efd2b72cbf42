import type { Exchange } from '../../schema/exchange.ts';
import type { Candle, LiquidationBar } from '../../schema/market.ts';
import { forgetSymbols } from './symbol-record.ts';

type Track = { symbol: string; exchange: Exchange };

/** Empties what the tests of reading write. */
export async function clearMarkets(db: D1Database): Promise<void> {
  const tables = ['candles', 'liquidation_bars', 'liquidations', 'rejects', 'reporting_shares'];
  await db.batch(tables.map(table => db.prepare(`DELETE FROM ${table}`)));
  await forgetSymbols();
}

/** Stores candles as rows. */
export async function seedCandles(
  db: D1Database,
  { symbol, exchange }: Track,
  candles: readonly Candle[],
): Promise<void> {
  await db
    .prepare(
      `INSERT INTO candles (symbol, exchange, time, step, open, high, low, close, volume)
       SELECT ?1, ?2, value ->> 'time', value ->> 'step', value ->> 'open', value ->> 'high', value ->> 'low',
         value ->> 'close', value ->> 'volume' FROM json_each(?3)`,
    )
    .bind(symbol, exchange, JSON.stringify(candles))
    .run();
}

/** Stores liquidation bars as rows. */
export async function seedBars(
  db: D1Database,
  { symbol, exchange }: Track,
  bars: readonly LiquidationBar[],
): Promise<void> {
  await db
    .prepare(
      `INSERT INTO liquidation_bars (symbol, exchange, time, step, long_usd, short_usd, count)
       SELECT ?1, ?2, value ->> 'time', value ->> 'step', value ->> 'longUsd', value ->> 'shortUsd',
         value ->> 'count' FROM json_each(?3)`,
    )
    .bind(symbol, exchange, JSON.stringify(bars))
    .run();
}

/** Candles that trade 10 around one price, one after another from `start`. */
export const flatCandles = (start: number, step: number, count: number, price: number): Candle[] =>
  Array.from({ length: count }, (_, i) => ({
    time: start + i * step,
    step,
    open: price,
    high: price * 1.001,
    low: price * 0.999,
    close: price,
    volume: 10,
  }));
