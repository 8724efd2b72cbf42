import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { rollUpBars } from '../../../workers/store/save-liquidations.ts';
import type { ExchangeRows, MarketRows } from '../../../workers/symbol/market-rows.ts';
import { modelCandlesOf } from '../../../workers/symbol/record/model-candles-of.ts';
import { readModelCandles } from '../../support/d1/read-model-candles.ts';
import { randomRows, seededRandom, seedRows } from '../../support/random-rows.ts';

const start = Date.UTC(2024, 7, 5);
const track = { symbol: 'BTC', exchange: 'okx' } as const;

/** Rows some of which no market can have. */
function spoiled(rows: MarketRows, seed: number): ExchangeRows {
  const random = seededRandom(seed);
  const { candles = [], bars = [], feeds = [] } = rows.get(track.exchange) ?? {};
  const spoil = <Row>(row: Row, ...ways: Partial<Row>[]): Row =>
    random() < 0.1 ? { ...row, ...ways[Math.floor(random() * ways.length)] } : row;
  return {
    candles: candles.map(row =>
      spoil(row, { high: row.low - 1 }, { volume: -1 }, { openInterest: -5 }, { buyVolume: 1e9 }, { low: 0 }),
    ),
    bars: bars.map(bar => spoil(bar, { longUsd: -1 }, { shortUsd: 1e14 }, { longUsd: 9e12 })),
    feeds,
  };
}

for (const seed of [1, 2, 3, 4, 5, 6, 7, 8])
  test(`the model's candles are those of D1 (${seed})`, async () => {
    const rows = spoiled(randomRows({ seed, exchanges: ['okx'], start, days: 2 }), seed);
    await seedRows(env.DB, new Map([[track.exchange, rows]]));
    const questions = [
      { from: 0, limit: 5_000 },
      { from: start + 7 * HOUR + MINUTE, limit: 40, now: start + DAY },
      { from: start + 7 * HOUR, limit: 5_000, now: start + HOUR },
      { from: start + DAY, limit: 1 },
      { from: start + 9 * DAY, limit: 10 },
    ];
    for (const asked of questions)
      expect(modelCandlesOf(rows, asked)).toEqual(await readModelCandles(env.DB, { ...track, ...asked }));
    const { candles, setAside } = modelCandlesOf(rows, { from: 0, limit: 5_000 });
    expect([candles.length, setAside.length].every(length => length > 0)).toBe(true);
  });

test('sums over hours, which D1 has and the rows have not, are those of the minutes', async () => {
  const { candles, ...others } = randomRows({ seed: 21, exchanges: ['okx'], start, days: 2 }).get(
    'okx',
  ) as ExchangeRows;
  const rows = { ...others, candles: candles.filter(({ step }) => step <= HOUR) };
  await seedRows(env.DB, new Map([[track.exchange, rows]]));
  await rollUpBars(env.DB, start + 2 * DAY);
  const asked = { from: start, limit: 5_000 };
  expect(modelCandlesOf(rows, asked)).toEqual(await readModelCandles(env.DB, { ...track, ...asked }));
});
