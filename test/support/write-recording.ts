import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HOUR } from '../../schema/range.ts';

/** A recording's bar that a test looks for again behind the API. */
export const CRASH = { low: 48_888, longUsd: 30_000_000, shortUsd: 10_000_000 };

/**
 * Writes hourly bars of a market that moves ±3 % around 60,000 USD with one crash two thirds through, in the format of
 * `npm run import`. Returns the file and the time of the crash.
 */
export async function writeRecording(
  folder: string,
  days = 40,
): Promise<{ file: string; crashTime: number }> {
  const start = Date.UTC(2024, 5, 20);
  const bars = days * 24;
  const crash = Math.floor((bars * 2) / 3);
  const price = (i: number) => 60_000 * (1 + 0.03 * Math.sin(i / 17)) * (i > crash ? 0.95 : 1);
  const lines = ['open_time_ms,open,high,low,close,volume_base,oi_base,liq_long_usd,liq_short_usd'];
  for (let i = 0; i < bars; i++) {
    const [open, close] = [price(i), price(i + 1)];
    const low = i === crash ? CRASH.low : Math.min(open, close) * 0.997;
    const [long, short] = i === crash ? [CRASH.longUsd, CRASH.shortUsd] : [50_000 + i, 40_000 + i];
    const fields = [
      start + i * HOUR,
      open,
      Math.max(open, close) * 1.003,
      low,
      close,
      3_000,
      80_000 + i,
      long,
      short,
    ];
    lines.push(fields.map(field => Number(field.toFixed(2))).join(','));
  }
  const file = join(folder, 'binance-BTCUSDT-1h-2024-06-20.csv');
  await writeFile(file, `${lines.join('\n')}\n`);
  return { file, crashTime: start + crash * HOUR };
}
