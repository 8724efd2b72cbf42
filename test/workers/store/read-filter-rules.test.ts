import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { instruments, marginTiers } from '../../../schema/tables.ts';
import { readFilterRules } from '../../../workers/store/read-filter-rules.ts';
import { saveRows } from '../../../workers/store/save-rows.ts';

const contract = (instrument: string, kind: 'linear' | 'inverse') =>
  ({ exchange: 'okx', instrument, symbol: 'BTC', quote: 'USD', kind, contractSize: 1 }) as const;
const tier = (
  instrument: string,
  minNotionalUsd: number,
  maintenanceMarginRate: number,
  maxLeverage: number,
) =>
  ({
    exchange: 'okx',
    instrument,
    minNotionalUsd,
    maintenanceMarginRate,
    maxLeverage,
    maintenanceDeductionUsd: 0,
  }) as const;

test('the rules are those of the lowest tier of the linear contract with most leverage', async () => {
  expect(await readFilterRules(env.DB, { symbol: 'BTC', exchange: 'okx' })).toEqual({});
  await env.DB.batch([
    ...saveRows(env.DB, instruments, [
      contract('I', 'inverse'),
      contract('A', 'linear'),
      contract('B', 'linear'),
    ]),
    ...saveRows(env.DB, marginTiers, [
      tier('I', 0, 0.001, 200),
      tier('A', 0, 0.005, 50),
      tier('B', 0, 0.004, 100),
      tier('B', 1e6, 0.01, 150),
    ]),
  ]);
  const rules = await readFilterRules(env.DB, { symbol: 'BTC', exchange: 'okx' });
  expect(rules).toEqual({ kind: 'linear', maintenanceMarginRate: 0.004, maxLeverage: 100 });
  expect(await readFilterRules(env.DB, { symbol: 'BTC', exchange: 'bybit' })).toEqual({});
});
