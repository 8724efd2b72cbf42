import { env } from 'cloudflare:workers';
import { beforeEach, expect, test, vi } from 'vitest';
import type { ScoreAnswer } from '../../../schema/answer/score.ts';
import { DAY, HOUR } from '../../../schema/range.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { storeForecasts, storeScore } from '../../support/symbol-record.ts';
import { ask, askJson } from './market.ts';

const end = Date.UTC(2024, 7, 6);
const HEADER =
  'time_ms,step_ms,forecast_long_usd,forecast_short_usd,observed_long_usd,observed_short_usd,column_sha256';

const skill = { constant: { value: 0.5, low: 0.4, high: 0.6 } };
const SCORE = {
  ...{ step: HOUR, from: end - 30 * DAY, to: end, rows: 1440, days: 30, shown: true, skill },
  bySide: { long: skill, short: {} },
  byVolatility: { quiet: {}, usual: skill, wild: skill },
  calibration: { sum: 1.1, slope: 0.9, weekly: [0.5, 1, 2] },
};

beforeEach(async () => {
  await clearMarkets(env.DB);
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'binance' }, flatCandles(end - DAY, HOUR, 24, 50_000));
});

test('without a score the answer says where the rows are, and has none', async () => {
  expect(await askJson<ScoreAnswer>('/v1/score?symbol=BTC', { origin: 'https://heatmap.example' })).toEqual({
    symbol: 'BTC',
    mode: 'replay',
    stale: false,
    rows: 'https://heatmap.example/v1/score?symbol=BTC&format=csv',
  });
});

test('a score is served as it was stored', async () => {
  await storeScore('BTC', { time: end, score: JSON.stringify(SCORE) });
  expect(await askJson<ScoreAnswer>('/v1/score?symbol=BTC')).toMatchObject({
    generatedAt: end,
    score: SCORE,
  });
});

test('a score that is not what one is now is left out until it is made anew', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await storeScore('BTC', { time: end, score: '{"skill":0.5}' });
  expect(await askJson<ScoreAnswer>('/v1/score?symbol=BTC')).toEqual({
    symbol: 'BTC',
    mode: 'replay',
    stale: false,
    rows: expect.stringContaining('/v1/score?symbol=BTC&format=csv'),
    generatedAt: end,
  });
});

test('the rows are the ledger, the last ninety days of it unless a span is asked for', async () => {
  const row = (time: number) => ({
    time,
    step: HOUR,
    forecastLongUsd: 10.5,
    forecastShortUsd: 2,
    observedLongUsd: 9,
  });
  await storeForecasts('BTC', [row(end - 91 * DAY), row(end - 2 * HOUR), row(end - HOUR)]);
  const response = await ask('/v1/score?symbol=BTC&format=csv');
  expect(response.headers.get('Content-Type')).toContain('text/csv');
  expect(await response.text()).toBe(
    `${HEADER}\n${end - 2 * HOUR},${HOUR},10.5,2,9,,\n${end - HOUR},${HOUR},10.5,2,9,,\n`,
  );
  const earlier = await ask(`/v1/score?symbol=BTC&format=csv&from=${end - 92 * DAY}&to=${end - 90 * DAY}`);
  expect(await earlier.text()).toBe(`${HEADER}\n${end - 91 * DAY},${HOUR},10.5,2,9,,\n`);
});

test.each([[`from=${end}&to=${end}`], [`from=${end}&to=${end - HOUR}`]])(
  'rows of %s, a span of nothing, are none',
  async query => {
    const response = await ask(`/v1/score?symbol=BTC&format=csv&${query}`);
    expect(await response.text()).toBe(`${HEADER}\n`);
  },
);

test('of a span of more than 90 days the rows of the first 90 are given', async () => {
  const row = (time: number) => ({ time, step: HOUR, forecastLongUsd: 1, forecastShortUsd: 2 });
  const from = end - 95 * DAY;
  await storeForecasts('BTC', [row(from), row(from + 89 * DAY), row(from + 90 * DAY)]);
  const response = await ask(`/v1/score?symbol=BTC&format=csv&from=${from}&to=${end}`);
  const times = (await response.text()).trimEnd().split('\n').slice(1);
  expect(times.map(line => Number.parseInt(line, 10))).toEqual([from, from + 89 * DAY]);
});

test('the score is of all that was scored, whatever span of rows is named beside it', async () => {
  const whole = await (await ask('/v1/score?symbol=BTC')).json<ScoreAnswer>();
  const response = await ask(`/v1/score?symbol=BTC&from=${end}&to=${end - HOUR}`);
  expect(response.status).toBe(200);
  const { rows: _rows, ...rest } = whole;
  expect(await response.json()).toMatchObject(rest);
});
