import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { candles, instruments, rejects } from '../../../schema/tables.ts';
import { saveRows } from '../../../workers/store/save-rows.ts';

const HOUR = 3_600_000;
const candle = {
  symbol: 'BTC',
  exchange: 'binance' as const,
  time: HOUR,
  step: HOUR,
  open: 100,
  high: 110,
  low: 90,
  close: 105.5,
  volume: 7,
  buyVolume: 3,
};

/** Rows D1 bills for each of the statements. */
async function written(rows: (typeof candles.$inferInsert)[]): Promise<number[]> {
  const results = await env.DB.batch(saveRows(env.DB, candles, rows));
  return results.map(result => result.meta.rows_written);
}

test('only rows that bring something new are written', async () => {
  const next = { ...candle, time: 2 * HOUR };
  expect(await written([candle, next])).toEqual([2]);
  expect(await written([candle, next])).toEqual([0]);
  expect(await written([candle, { ...next, close: 106 }])).toEqual([1]);
  expect(await written([{ ...candle, buyVolume: null }])).toEqual([0]);
});

test('a part is kept beside its whole, and goes with it', async () => {
  const read = () =>
    env.DB.prepare('SELECT volume, buy_volume FROM candles WHERE symbol = ?').bind('SOL').first();
  const sol = { ...candle, symbol: 'SOL' };
  await written([sol]);
  await written([{ ...sol, close: 106, buyVolume: null }]);
  expect(await read()).toEqual({ volume: 7, buy_volume: 3 });
  await written([{ ...sol, volume: 2, buyVolume: null }]);
  expect(await read()).toEqual({ volume: 2, buy_volume: null });
  await written([{ ...sol, volume: 2, buyVolume: 1 }]);
  expect(await read()).toEqual({ volume: 2, buy_volume: 1 });
});

test('rows are spread over statements that hold 650,000 characters at most', async () => {
  const rows = [1, 2, 3].map(i => ({ ...candle, symbol: 'ETH'.padEnd(300_000, 'H'), time: i * HOUR }));
  expect(await written(rows)).toEqual([2, 1]);
});

test('no rows are no statements', () => {
  expect(saveRows(env.DB, candles, [])).toEqual([]);
});

test('a table that is not keyed by its meaning is refused', () => {
  expect(() => saveRows(env.DB, rejects, [{ source: 'a', time: 1, reason: 'r', payload: 'p' }])).toThrow(
    'rejects: expected a table with a primary key of several columns',
  );
});

test('what is learned of a contract replaces what was known', async () => {
  const pepe = {
    exchange: 'binance',
    instrument: '1000PEPEUSDT',
    symbol: 'PEPE',
    quote: 'USDT',
    kind: 'linear',
    contractSize: 1,
  } as const;
  await env.DB.batch(saveRows(env.DB, instruments, [pepe, { ...pepe, exchange: 'bybit' }]));
  await env.DB.batch(saveRows(env.DB, instruments, [{ ...pepe, contractSize: 1000 }]));
  const { results } = await env.DB.prepare(
    'SELECT exchange, contract_size FROM instruments ORDER BY exchange',
  ).all();
  expect(results).toEqual([
    { exchange: 'binance', contract_size: 1000 },
    { exchange: 'bybit', contract_size: 1 },
  ]);
});
