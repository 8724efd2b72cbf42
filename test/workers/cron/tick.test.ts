import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { tick } from '../../../workers/cron/tick.ts';
import type { Env } from '../../../workers/env.ts';
import { MODEL_VERSION } from '../../../workers/model/filter.ts';
import { readScore } from '../../../workers/store/scores.ts';
import { readColumns } from '../../support/read-columns.ts';
import { seedCandles, waveCandles } from '../../support/seed-candles.ts';

const start = 1_722_816_000_000;
const bindings = env as unknown as Env;
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
  await env.DB.exec(
    `INSERT INTO model_states (symbol, version, revision, state) VALUES ('AAA', ${MODEL_VERSION}, 1, '{')`,
  );
  await seedCandles(env.DB, 'BTC', 'binance', waveCandles(start, 5));
  await expect(tick(bindings, start + 6 * HOUR + 60_000)).rejects.toThrow('AAA');
  expect(await columnsOf()).toHaveLength(5);
});

test('one exchange whose filter cannot be read is named, and the others of its symbol go on', async () => {
  for (const exchange of ['binance', 'okx'] as const)
    await seedCandles(env.DB, 'BTC', exchange, waveCandles(start, 5));
  await tick(bindings, start + 5 * HOUR + MINUTE);
  await env.DB.exec(`UPDATE model_states SET state = json_set(state, '$.okx.state', 'AAAA')`);
  for (const exchange of ['binance', 'okx'] as const)
    await seedCandles(env.DB, 'BTC', exchange, waveCandles(start, 8).slice(5));
  for (const minutes of [1, 2])
    await expect(tick(bindings, start + 8 * HOUR + minutes * MINUTE)).rejects.toThrow(
      'BTC on okx: model state: expected 8 bytes or more, got 3',
    );
  expect(await columnsOf()).toHaveLength(8);
  const { results } = await env.DB.prepare(
    `SELECT lane.key AS exchange, lane.value ->> 'end' AS end, lane.value ->> 'failing' AS failing
     FROM model_states, json_each(state) AS lane ORDER BY 1`,
  ).all();
  expect(results).toEqual([
    { exchange: 'binance', end: start + 8 * HOUR, failing: null },
    {
      ...{ exchange: 'okx', end: start + 5 * HOUR },
      failing: 'model state: expected 8 bytes or more, got 3',
    },
  ]);
});

test('every symbol is stepped in one beat, each by an object of its own', async () => {
  const symbols = ['BTC', 'DOGE', 'ETH', 'PEPE', 'SOL', 'XRP', 'ADA', 'BNB', 'LINK', 'LTC'];
  for (const symbol of symbols) await seedCandles(env.DB, symbol, 'binance', waveCandles(start, 3));
  await tick(bindings, start + 3 * HOUR + MINUTE);
  const { results } = await env.DB.prepare(
    `SELECT symbol, lane.value ->> 'end' AS end FROM model_states, json_each(state) AS lane ORDER BY symbol`,
  ).all();
  expect(results).toEqual(symbols.sort().map(symbol => ({ symbol, end: start + 3 * HOUR })));
});

const columnsOf = () =>
  readColumns(env.DB, { symbol: 'BTC', exchange: 'all', resolution: HOUR, from: start, to: start + 9 * DAY });
