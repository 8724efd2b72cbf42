import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { saveCandles } from '../../../workers/store/save-candles.ts';

const market = { symbol: 'BTC', exchange: 'okx' } as const;
const candle = (time: number, step: number) => ({
  ...market,
  ...{ time, step, open: 2, high: 3, low: 1, close: 2, volume: 10 },
});
const at = (time: number, openInterest: number) => ({ ...market, time, openInterest });

/** Candles as `time step open interest`, in minutes, and the rows written. */
async function save(...args: [Parameters<typeof saveCandles>[1], Parameters<typeof saveCandles>[2]]) {
  const results = await env.DB.batch(saveCandles(env.DB, ...args));
  return results.reduce((sum, { meta }) => sum + meta.rows_written, 0);
}
async function stored(): Promise<string[]> {
  const { results } = await env.DB.prepare('SELECT * FROM candles ORDER BY time, step').all<{
    time: number;
    step: number;
    open_interest: number | null;
  }>();
  return results.map(row => `${row.time / MINUTE} ${row.step / MINUTE} ${row.open_interest}`);
}

beforeEach(async () => {
  await env.DB.exec('DELETE FROM candles');
});

test('a candle and the open interest at its close are one written row', async () => {
  expect(await save([candle(0, 5 * MINUTE)], [at(5 * MINUTE, 70)])).toBe(1);
  expect(await stored()).toEqual(['0 5 70']);
});

test('late open interest goes to the candles of every step that end then, and only once', async () => {
  await save([candle(0, HOUR), candle(55 * MINUTE, 5 * MINUTE), candle(HOUR, 5 * MINUTE)], []);
  expect(await save([], [at(HOUR, 70), at(HOUR + MINUTE, 80)])).toBe(2);
  expect(await save([], [at(HOUR, 70)])).toBe(0);
  expect(await stored()).toEqual(['0 60 70', '55 5 70', '60 5 null']);
});

test('a candle written again without open interest keeps what was known', async () => {
  await save([candle(0, 5 * MINUTE)], [at(5 * MINUTE, 70)]);
  await save([{ ...candle(0, 5 * MINUTE), volume: 11 }], []);
  expect(await stored()).toEqual(['0 5 70']);
});
