import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { readBarRuns } from '../../../workers/store/read-bar-runs.ts';
import { clearMarkets, seedBars } from '../../support/seed-market.ts';

const start = Date.UTC(2024, 7, 5);
const bar = (time: number, step: number) => ({ time, step, longUsd: 1 });

test('the steps an exchange has are told with the times of their first and last bar', async () => {
  await clearMarkets(env.DB);
  await seedBars(env.DB, { symbol: 'BTC', exchange: 'binance' }, [
    bar(start, HOUR),
    bar(start + HOUR, HOUR),
    bar(start, MINUTE),
    // This one reaches into the span, the next one only touches it.
    bar(start - 5 * MINUTE, 15 * MINUTE),
    bar(start - DAY, DAY),
  ]);
  await seedBars(env.DB, { symbol: 'ETH', exchange: 'binance' }, [bar(start, HOUR)]);
  expect(await readBarRuns(env.DB, { symbol: 'BTC', from: start, to: start + DAY })).toEqual([
    { exchange: 'binance', step: MINUTE, first: start, last: start },
    { exchange: 'binance', step: 15 * MINUTE, first: start - 5 * MINUTE, last: start - 5 * MINUTE },
    { exchange: 'binance', step: HOUR, first: start, last: start + HOUR },
  ]);
});
