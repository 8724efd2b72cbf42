import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { instruments, marginTiers } from '../../../schema/tables.ts';
import { createFilter } from '../../../workers/model/filter.ts';
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

test.each([
  ['a tier that can be none is passed over', [tier('A', 0, 40, 125), tier('B', 0, 0.01, 20)], [0.01, 20]],
  ['where none can be nothing is known', [tier('A', 0, 0.004, 0)], undefined],
  [
    'a market of 1× is taken for one of 2×, with half of the margin as maintenance',
    [tier('A', 0, 0.5, 1)],
    [0.25, 2],
  ],
  ['one that asks for all of it as well', [tier('A', 0, 1, 1)], [0.25, 2]],
  ['one of less than 2× keeps its rate where that leaves room', [tier('A', 0, 0.3, 1.5)], [0.3, 2]],
])('%s', async (_, tiers, expected) => {
  await env.DB.batch([env.DB.prepare('DELETE FROM margin_tiers'), env.DB.prepare('DELETE FROM instruments')]);
  await env.DB.batch([
    ...saveRows(env.DB, instruments, [contract('A', 'linear'), contract('B', 'linear')]),
    ...saveRows(env.DB, marginTiers, tiers),
  ]);
  const rules = await readFilterRules(env.DB, { symbol: 'BTC', exchange: 'okx' });
  expect([rules.maintenanceMarginRate, rules.maxLeverage]).toEqual(expected ?? [undefined, undefined]);
  expect(() => createFilter(rules)).not.toThrow();
});
