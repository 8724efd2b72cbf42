import { expect, test } from 'vitest';
import type { ForecastRow } from '../../../schema/market.ts';
import { DAY, HOUR } from '../../../schema/range.ts';
import { appendForecasts, packLedger, readForecasts, toLine } from '../../../workers/symbol/ledger.ts';
import { write } from '../../../workers/symbol/own.ts';
import { inside } from '../../support/symbol-record.ts';

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
  await inside('BTC', async own => {
    for (const rows of [first, second]) write(own, [appendForecasts(rows)]);
    const read = (from: number, to: number) => readForecasts(own, { from, to });
    expect(await read(0, midnight + 9 * DAY)).toEqual([...first, ...second]);
    expect(await read(midnight + 23 * HOUR, midnight + 25 * HOUR)).toEqual([first[1], second[0]]);
  });
});

test('days that are over are deflated, take late lines all the same, and are read as they were', async () => {
  const late = row(5, { columnSha256: 'cd' });
  await inside('ETH', async own => {
    write(own, [appendForecasts([row(1), row(2)])]);
    expect(await packLedger(own)).toEqual([]);
    write(own, [appendForecasts([row(50)])]);
    write(own, await packLedger(own));
    const days = () => own.sql.exec('SELECT day, lines IS NULL AS packed FROM forecasts').toArray();
    expect(days().map(({ packed }) => packed)).toEqual([1, 0]);
    write(own, [appendForecasts([late])]);
    expect(await readForecasts(own, { from: 0, to: midnight + 9 * DAY })).toEqual([
      row(1),
      row(2),
      late,
      row(50),
    ]);
    write(own, await packLedger(own));
    expect(days().map(({ packed }) => packed)).toEqual([1, 0]);
    expect(await readForecasts(own, { from: 0, to: midnight + DAY })).toEqual([row(1), row(2), late]);
  });
});
