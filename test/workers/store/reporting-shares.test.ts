import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { DAY } from '../../../schema/range.ts';
import {
  readReportingShares,
  type StoredReporting,
  saveReportingShares,
} from '../../../workers/store/reporting-shares.ts';

const day = (days: number) => Date.UTC(2025, 0, 1) + days * DAY;
const okx = (days: number, value: number): StoredReporting => ({
  exchange: 'okx',
  time: day(days),
  completeness: 'sampled',
  shares: { value, low: value / 2, high: 1, burst: { value: 0.1, low: 0.05, high: 0.2 } },
});
const aggregate: StoredReporting = { exchange: 'aggregate', time: day(1), completeness: 'unknown' };

beforeEach(() => env.DB.exec('DELETE FROM reporting_shares'));

test('what holds at a time and what follows is read back, one list per exchange', async () => {
  await saveReportingShares(env.DB, [okx(0, 0.2), aggregate, okx(2, 0.4), okx(1, 0.3)]);
  const read = (from: number) =>
    readReportingShares(env.DB, { exchanges: ['okx', 'aggregate', 'gate'], from });
  expect(await read(day(1) + 5)).toEqual(
    new Map([
      ['aggregate', [aggregate]],
      ['okx', [okx(1, 0.3), okx(2, 0.4)]],
    ]),
  );
  expect((await read(day(2))).get('okx')).toEqual([okx(2, 0.4)]);
  expect((await read(day(-1))).get('okx')).toHaveLength(3);
});

test('an estimate that filters have used is not rewritten', async () => {
  await saveReportingShares(env.DB, [okx(0, 0.2)]);
  await saveReportingShares(env.DB, [okx(0, 0.9), okx(1, 0.3)]);
  const read = await readReportingShares(env.DB, { exchanges: ['okx'], from: 0 });
  expect(read.get('okx')).toEqual([okx(0, 0.2), okx(1, 0.3)]);
});
