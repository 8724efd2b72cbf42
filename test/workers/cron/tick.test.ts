import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { Exchange } from '../../../schema/exchange.ts';
import type { Candle } from '../../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { tick } from '../../../workers/cron/tick.ts';
import type { Env } from '../../../workers/env.ts';
import { spansOf, tellNews } from '../../../workers/store/news.ts';
import { readScore } from '../../../workers/symbol/score.ts';
import { readColumns } from '../../support/read-columns.ts';
import { seedCandles, waveCandles } from '../../support/seed-candles.ts';
import { forgetSymbols, inside, lanesOf, spoilLane } from '../../support/symbol-record.ts';

const start = 1_722_816_000_000;
const bindings = env as unknown as Env;
const TABLES = ['head', 'states', 'days', 'open', 'closed', 'forecasts', 'score'];

beforeEach(async () => {
  await env.DB.batch(
    ['candles', 'liquidation_bars', 'liquidations', 'news'].map(table =>
      env.DB.prepare(`DELETE FROM ${table}`),
    ),
  );
  await forgetSymbols('AAA', 'BTC');
});

/** Everything the object of a symbol keeps. */
const stored = () =>
  inside('BTC', own => TABLES.map(table => own.sql.exec(`SELECT * FROM ${table}`).toArray()));

/** Candles as an exchange brings them: with news of where they are. */
const bring = async (symbol: string, exchange: Exchange, candles: readonly Candle[]) => {
  await seedCandles(env.DB, symbol, exchange, candles);
  await env.DB.batch(
    tellNews(env.DB, { rows: spansOf(candles.map(({ time }) => ({ symbol, exchange, time }))) }),
  );
};

test('a beat brings the models to the last candle; a second one changes nothing', async () => {
  await bring('BTC', 'binance', waveCandles(start, 50));
  await tick(bindings, start + 50 * HOUR + 60_000);
  const columns = await readColumns({
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
    await bring('BTC', 'binance', candles.slice(i, i + 3));
    await tick(bindings, start + (i + 3) * HOUR + 60_000);
  }
  const regular = await columnsOf();
  await forgetSymbols('BTC');
  await tick(bindings, start + 99 * HOUR + 60_000);
  expect(await columnsOf()).toEqual(regular);
});

test('forecasts are scored once a day', async () => {
  await bring('BTC', 'binance', waveCandles(start, 200));
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
  const score = await inside('BTC', readScore);
  expect(score?.time).toBe(start + 200 * HOUR);
  expect(JSON.parse(score?.score ?? '')).toMatchObject({
    step: HOUR,
    skill: { sweepCurve: { value: expect.any(Number) } },
  });
});

test('one symbol that cannot be stepped does not stop another, and is named', async () => {
  await bring('AAA', 'binance', waveCandles(start, 5));
  await inside('AAA', own => own.sql.exec(`INSERT INTO head VALUES (1, '{')`).toArray());
  await bring('BTC', 'binance', waveCandles(start, 5));
  await expect(tick(bindings, start + 6 * HOUR + 60_000)).rejects.toThrow('AAA');
  expect(await columnsOf()).toHaveLength(5);
});

test('one exchange whose filter cannot be read is named, and the others of its symbol go on', async () => {
  for (const exchange of ['binance', 'okx'] as const) await bring('BTC', exchange, waveCandles(start, 5));
  await tick(bindings, start + 5 * HOUR + MINUTE);
  await spoilLane('BTC', 'okx');
  for (const exchange of ['binance', 'okx'] as const)
    await bring('BTC', exchange, waveCandles(start, 8).slice(5));
  for (const minutes of [1, 2])
    await expect(tick(bindings, start + 8 * HOUR + minutes * MINUTE)).rejects.toThrow(
      'BTC on okx: model state: expected 8 bytes or more, got 3',
    );
  expect(await columnsOf()).toHaveLength(8);
  expect(await lanesOf('BTC')).toEqual([
    { exchange: 'binance', end: start + 8 * HOUR },
    {
      ...{ exchange: 'okx', end: start + 5 * HOUR },
      failing: 'model state: expected 8 bytes or more, got 3',
    },
  ]);
});

test('every symbol is stepped in one beat, each by an object of its own', async () => {
  const symbols = ['BTC', 'DOGE', 'ETH', 'PEPE', 'SOL', 'XRP', 'ADA', 'BNB', 'LINK', 'LTC'];
  for (const symbol of symbols) await bring(symbol, 'binance', waveCandles(start, 3));
  await tick(bindings, start + 3 * HOUR + MINUTE);
  for (const symbol of symbols)
    expect(await lanesOf(symbol)).toEqual([{ exchange: 'binance', end: start + 3 * HOUR }]);
});

const columnsOf = () =>
  readColumns({ symbol: 'BTC', exchange: 'all', resolution: HOUR, from: start, to: start + 9 * DAY });
