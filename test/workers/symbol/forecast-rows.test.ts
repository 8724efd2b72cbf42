import { expect, test } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import { forecastRow, type Outcome, withDigests } from '../../../workers/symbol/forecast-rows.ts';

const time = 1_722_816_000_000;
const outcome = (
  longUsd: number,
  shortUsd: number,
  liquidations?: Outcome['candle']['liquidations'],
): Outcome => ({
  candle: {
    time,
    step: HOUR,
    open: 1,
    high: 1,
    low: 1,
    close: 1,
    volume: 1,
    ...(liquidations && { liquidations }),
  },
  forecast: { longUsd, shortUsd },
});

test('forecast and observation are of the exchanges that report', () => {
  const row = forecastRow([outcome(100, 50, { longUsd: 90, shortUsd: 0 }), outcome(1_000, 500)]);
  expect(row).toEqual({
    time,
    step: HOUR,
    forecastLongUsd: 100,
    forecastShortUsd: 50,
    observedLongUsd: 90,
    observedShortUsd: 0,
  });
});

test('where nobody reports the forecast stands alone, side by side', () => {
  expect(forecastRow([outcome(100, 50, { shortUsd: 3 }), outcome(10, 5)])).toMatchObject({
    forecastLongUsd: 110,
    forecastShortUsd: 50,
    observedShortUsd: 3,
  });
  expect(forecastRow([outcome(1, 1)])).not.toHaveProperty('observedLongUsd');
  expect(forecastRow([])).toBeUndefined();
});

test('a row carries the digest of the column of its own width published at its close, and no other', async () => {
  const rows = [forecastRow([outcome(1, 1)])].filter(row => row !== undefined);
  const empty = { firstLevel: 0, usd: new Float64Array(0) };
  const column = (exchange: 'all' | 'okx', resolution: number, finest: boolean) => ({
    exchange,
    resolution,
    time: time + HOUR - resolution,
    column: empty,
    finest,
  });
  const own = column('all', HOUR, true);
  const wider = column('all', 2 * HOUR, false);
  const [digested] = await withDigests(rows, [column('okx', HOUR, true), wider, own]);
  // Of the text AAAgAAAAA: all, index 0 (a tile of 96 hours began at midnight), level 0 + 2^23, no levels.
  expect(digested?.columnSha256).toBe('7c757693f5fd352e3f0d4a7aa37d3448bc994e91f9017b70d323ba8535d8130d');
  // The column of its own width was too old to be stored: a run that stores a wider one must not differ from one that does not.
  expect(await withDigests(rows, [wider])).toEqual(rows);
  expect(await withDigests(rows, [column('okx', HOUR, true)])).toEqual(rows);
});
