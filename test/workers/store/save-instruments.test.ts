import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { saveInstruments } from '../../../workers/store/save-instruments.ts';

const pepe = {
  exchange: 'binance',
  instrument: '1000PEPEUSDT',
  symbol: 'PEPE',
  quote: 'USDT',
  kind: 'linear',
  contractSize: 1,
} as const;

test('what is learned of a contract replaces what was known', async () => {
  await saveInstruments(env.DB, [pepe, { ...pepe, exchange: 'bybit' }]);
  await saveInstruments(env.DB, [{ ...pepe, contractSize: 1000 }]);
  const { results } = await env.DB.prepare(
    'SELECT exchange, contract_size FROM instruments ORDER BY exchange',
  ).all();
  expect(results).toEqual([
    { exchange: 'binance', contract_size: 1000 },
    { exchange: 'bybit', contract_size: 1 },
  ]);
});
