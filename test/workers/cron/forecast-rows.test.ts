import { expect, test } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import { forecastRow, type Outcome, withDigests } from '../../../workers/cron/forecast-rows.ts';

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

test('a row carries the digest of the finest column published at its close, and no other', async () => {
  const row = forecastRow([outcome(1, 1)]);
  const empty = { firstLevel: 0, usd: new Float64Array(0) };
  const column = (exchange: 'all' | 'okx', resolution: number) => ({
    exchange,
    resolution,
    time,
    column: empty,
  });
  const [digested] = await withDigests(row ? [row] : [], [column('okx', HOUR), column('all', HOUR)]);
  // Of the text AAAAgAAAA: all, index 0 (a tile of 96 hours began at midnight), level 0 + 2^23, no levels.
  expect(digested?.columnSha256).toMatch(/^[0-9a-f]{64}$/);
  const [plain] = await withDigests(row ? [row] : [], [column('okx', HOUR)]);
  expect(plain).toEqual(row);
});
