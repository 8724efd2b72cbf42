import type { Exchange } from '../../schema/exchange.ts';
import type { Candle } from '../../schema/market.ts';
import { HOUR } from '../../schema/range.ts';

/** Hourly candles on a wave of about ±2 % around 60,000 USD, with turnover. */
export function waveCandles(start: number, count: number, step = HOUR): Candle[] {
  const price = (i: number) => 60_000 * (1 + 0.02 * Math.sin(i / 7));
  return Array.from({ length: count }, (_, i) => {
    const [open, close] = [price(i), price(i + 1)];
    return {
      time: start + i * step,
      step,
      open,
      high: Math.max(open, close) * 1.002,
      low: Math.min(open, close) * 0.998,
      close,
      volume: 1_000 + 10 * i,
    };
  });
}

/** Writes candles with an open interest of 50,000 plus 10 a candle at each close. */
export async function seedCandles(
  db: D1Database,
  symbol: string,
  exchange: Exchange,
  candles: readonly Candle[],
): Promise<void> {
  await db.batch(
    candles.map((candle, i) =>
      db
        .prepare(
          `INSERT INTO candles (symbol, exchange, time, step, open, high, low, close, volume, open_interest)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .bind(
          symbol,
          exchange,
          candle.time,
          candle.step,
          candle.open,
          candle.high,
          candle.low,
          candle.close,
          candle.volume,
          50_000 + 10 * i,
        ),
    ),
  );
}
