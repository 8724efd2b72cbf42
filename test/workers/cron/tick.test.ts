import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { tick } from '../../../workers/cron/tick.ts';
import type { Env } from '../../../workers/env.ts';
import { readColumns } from '../../../workers/store/heatmap-tiles.ts';
import { readScore } from '../../../workers/store/scores.ts';
import { seedCandles, waveCandles } from '../../support/seed-candles.ts';

const start = 1_722_816_000_000;
const bindings = { ...(env as unknown as Env), MODE: 'replay', PLAN: 'paid' } as const;
const tables = [
  'candles',
  'liquidation_bars',
  'liquidations',
  'model_states',
  'heatmap_tiles',
  'forecasts',
  'scores',
];

beforeEach(async () => {
  await env.DB.batch(tables.map(table => env.DB.prepare(`DELETE FROM ${table}`)));
});

const stored = async () => {
  const rows = await env.DB.batch(tables.map(table => env.DB.prepare(`SELECT * FROM ${table}`)));
  return rows.map(({ results }) => results);
};

test('a beat brings the models to the last candle; a second one changes nothing', async () => {
  await seedCandles(env.DB, 'BTC', 'binance', waveCandles(start, 50));
  await tick(bindings, start + 50 * HOUR + 60_000);
  const columns = await readColumns(env.DB, {
    symbol: 'BTC',
    exchange: 'all',
    resolution: HOUR,
    from: start,
    to: start + DAY * 9,
  });
  expect(columns).toHaveLength(50);
  const before = await stored();
  await tick(bindings, start + 50 * HOUR + 120_000);
  expect(await stored()).toEqual(before);
});

test('beats that are late or far apart leave the rows that regular ones leave', async () => {
  const candles = waveCandles(start, 40);
  for (let i = 0; i < 40; i += 3) {
    await seedCandles(env.DB, 'BTC', 'binance', candles.slice(i, i + 3));
    await tick(bindings, start + (i + 3) * HOUR + 60_000);
  }
  const regular = await columnsOf();
  await env.DB.batch(
    ['model_states', 'heatmap_tiles', 'forecasts'].map(table => env.DB.prepare(`DELETE FROM ${table}`)),
  );
  await tick(bindings, start + 99 * HOUR + 60_000);
  expect(await columnsOf()).toEqual(regular);
});

test('on the hour the forecasts are scored', async () => {
  await seedCandles(env.DB, 'BTC', 'binance', waveCandles(start, 200));
  await env.DB.batch(
    waveCandles(start, 200).map(({ time }, i) =>
      env.DB.prepare(`INSERT INTO liquidation_bars VALUES ('BTC', 'binance', ?, ?, ?, ?, NULL)`).bind(
        time,
        HOUR,
        1_000 * (i % 7),
        500 * (i % 5),
      ),
    ),
  );
  await tick(bindings, start + 200 * HOUR);
  const score = await readScore(env.DB, 'BTC');
  expect(score?.time).toBe(start + 200 * HOUR);
  expect(JSON.parse(score?.score ?? '')).toMatchObject({
    step: HOUR,
    skill: { sweepCurve: { value: expect.any(Number) } },
  });
});

test('one symbol that cannot be stepped does not stop another, and is named', async () => {
  await seedCandles(env.DB, 'AAA', 'binance', waveCandles(start, 5));
  await env.DB.exec(`UPDATE candles SET low = high * 2 WHERE symbol = 'AAA'`);
  await seedCandles(env.DB, 'BTC', 'binance', waveCandles(start, 5));
  await expect(tick(bindings, start + 6 * HOUR + 60_000)).rejects.toThrow('AAA');
  expect(await columnsOf()).toHaveLength(5);
});

test('on the free plan symbols take turns, and all are done before the next candle closes', async () => {
  const step = 5 * MINUTE;
  const symbols = ['AAA', 'BTC', 'DOGE', 'ETH', 'PEPE', 'SOL', 'XRP'];
  const candles = waveCandles(start, 4, step);
  const seed = (from: number, to: number) =>
    Promise.all(
      symbols.flatMap(symbol =>
        (['binance', 'bybit', 'okx'] as const).map(exchange =>
          seedCandles(env.DB, symbol, exchange, candles.slice(from, to)),
        ),
      ),
    );
  await seed(0, 3);
  // One that always fails holds nobody up.
  await env.DB.exec(`UPDATE candles SET low = high * 2 WHERE symbol = 'AAA'`);
  const free = { ...bindings, PLAN: 'free' } as const;
  const beats = async (close: number) => {
    const seen: string[][] = [];
    for (let minute = 0; minute < 5; minute++) {
      const before = await endsBySymbol();
      await tick(free, close + minute * MINUTE).catch(error => expect(String(error)).toContain('AAA'));
      const after = await endsBySymbol();
      seen.push(symbols.filter(symbol => after.get(symbol) !== before.get(symbol)));
    }
    return seen;
  };
  for (const count of [3, 4]) {
    if (count === 4) await seed(3, 4);
    const close = start + count * step;
    const seen = await beats(close);
    // Three filters and their sum: three symbols are twelve, the most of one beat.
    expect(Math.max(...seen.map(stepped => stepped.length))).toBe(3);
    expect(seen.flat().sort()).toEqual(symbols.slice(1));
    expect([...(await endsBySymbol()).values()]).toEqual(Array(6).fill(close));
  }
});

/** How far the models of each symbol have come. */
async function endsBySymbol(): Promise<Map<string, number>> {
  const { results } = await env.DB.prepare(
    `SELECT symbol, min(lane.value ->> 'end') AS end FROM model_states, json_each(state) AS lane GROUP BY symbol`,
  ).all<{ symbol: string; end: number }>();
  return new Map(results.map(({ symbol, end }) => [symbol, end]));
}

const columnsOf = () =>
  readColumns(env.DB, { symbol: 'BTC', exchange: 'all', resolution: HOUR, from: start, to: start + 9 * DAY });
