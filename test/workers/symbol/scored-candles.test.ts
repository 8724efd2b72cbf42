import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { scoredCandles } from '../../../workers/symbol/scored-candles.ts';

const time = 1_722_816_000_000;
const candle = { time, step: HOUR, open: 2, high: 3, low: 1, close: 2, volume: 1 };
const part = (minute: number, step: number, observedLongUsd?: number) => ({
  time: time + minute * MINUTE,
  step,
  forecastLongUsd: 10,
  forecastShortUsd: 1,
  ...(observedLongUsd !== undefined && { observedLongUsd }),
});

test('forecasts of finer candles are summed to the hour', () => {
  const halves = [part(0, 30 * MINUTE, 4), part(30, 30 * MINUTE, 0)];
  expect(scoredCandles([candle], halves)).toEqual([
    {
      time,
      step: HOUR,
      high: 3,
      low: 1,
      close: 2,
      forecast: { longUsd: 20, shortUsd: 2 },
      observed: { longUsd: 4 },
    },
  ]);
});

test('rows of candles of several steps overlap, and their dollars add up', () => {
  // Five minutes of one exchange in each row, and fifteen of another in every third.
  const rows = Array.from({ length: 12 }, (_, i) =>
    i % 3 === 2 ? part(5 * i - 10, 15 * MINUTE, 3) : part(5 * i, 5 * MINUTE, 1),
  );
  expect(scoredCandles([candle], rows)).toMatchObject([
    { forecast: { longUsd: 120, shortUsd: 12 }, observed: { longUsd: 8 + 4 * 3 } },
  ]);
  expect(scoredCandles([candle], rows.slice(1))[0]).toHaveProperty('forecast');
  expect(scoredCandles([candle], rows.slice(3))[0]).not.toHaveProperty('forecast');
});

test('an hour of which a part was not forecast has no forecast', () => {
  const [scored] = scoredCandles([candle], [part(30, 30 * MINUTE, 4)]);
  expect(scored).not.toHaveProperty('forecast');
  expect(scored?.observed).toEqual({ longUsd: 4 });
});
