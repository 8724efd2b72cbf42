import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { ForecastRow } from '../../../schema/market.ts';
import { DAY, HOUR } from '../../../schema/range.ts';
import { appendForecasts, readForecasts, toLine } from '../../../workers/store/forecast-ledger.ts';

const midnight = 1_722_816_000_000;
const row = (hours: number, rest: Partial<ForecastRow> = {}): ForecastRow => ({
  time: midnight + hours * HOUR,
  step: HOUR,
  forecastLongUsd: 100.5,
  forecastShortUsd: 0,
  ...rest,
});

test('a line holds what was forecast, what came and the digest; what was not recorded is empty', () => {
  expect(toLine(row(1, { observedLongUsd: 0, columnSha256: 'ab12' }))).toBe(
    '1722819600000,3600000,100.5,0,0,,ab12\n',
  );
});

test('rows are read back in order over days, whole and in part', async () => {
  const first = [
    row(22, { forecastLongUsd: 1 / 3 }),
    row(23, { observedLongUsd: 7.25, observedShortUsd: 0, columnSha256: 'ff' }),
  ];
  const second = [row(24), row(25)];
  await env.DB.batch(appendForecasts(env.DB, 'BTC', first));
  await env.DB.batch(appendForecasts(env.DB, 'BTC', second));
  await env.DB.batch(appendForecasts(env.DB, 'ETH', [row(23)]));
  const read = (from: number, to: number) => readForecasts(env.DB, { symbol: 'BTC', from, to });
  expect(await read(0, midnight + 9 * DAY)).toEqual([...first, ...second]);
  expect(await read(midnight + 23 * HOUR, midnight + 25 * HOUR)).toEqual([first[1], second[0]]);
  expect(await env.DB.prepare('SELECT count(*) AS n FROM forecasts').first('n')).toBe(3);
});
