import { expect, test } from 'vitest';
import { MINUTE } from '../../../../schema/range.ts';
import { bybit } from '../../../../workers/exchange/bybit.ts';
import { okx } from '../../../../workers/exchange/okx.ts';
import { pollInstruments, pollTiers } from '../../../../workers/ingest/poll/lists.ts';
import { startRun } from '../../../../workers/ingest/poll/run.ts';
import { newPollState } from '../../../../workers/ingest/poll/state.ts';
import { instrumentOf } from '../../../support/exchange.ts';
import { flatCandles } from '../../../support/seed-market.ts';

const now = Date.UTC(2026, 0, 5, 12);
const contract = instrumentOf('okx', 'BTC-USDT-SWAP', 'BTC', { contractSize: 0.01 });

test('tiers that a venue tells in contracts are asked for in a run that brings a price, and are then in USD', async () => {
  const asked: string[] = [];
  const state = { ...newPollState(), instruments: { BTC: contract.instrument } };
  const run = startRun({
    ...{ adapter: okx, state, instruments: [contract], symbols: ['BTC'], now, gaps: [] },
    ...{ random: () => 0, deep: () => false, minor: () => false, repairRequests: 0 },
    ask: async request => {
      asked.push(request.url);
      const tier = (minSz: string, mmr: string) => ({ minSz, mmr, maxLever: '50' });
      return JSON.stringify({ code: '0', data: [tier('0', '0.004'), tier('1000', '0.01')] });
    },
  });
  await pollTiers(run);
  expect([asked, state.done]).toEqual([[], {}]);
  run.batch.candles.push(
    ...flatCandles(now - 5 * MINUTE, 5 * MINUTE, 1, 50_000).map(candle => ({
      ...{ symbol: 'BTC', exchange: 'okx' as const },
      ...candle,
    })),
  );
  await pollTiers(run);
  expect(asked).toHaveLength(1);
  // 1,000 contracts of 0.01 coins at 50,000 USD.
  expect(run.batch.marginTiers.map(({ minNotionalUsd }) => minNotionalUsd)).toEqual([0, 500_000]);
  expect(state.done).toEqual({ 'tiers BTC': now });
});

test('a list that comes in pages is asked for to its last page', async () => {
  const asked: string[] = [];
  const state = newPollState();
  const run = startRun({
    ...{ adapter: bybit, state, instruments: [], symbols: ['BTC'], now, gaps: [] },
    ...{ random: () => 0, deep: () => false, minor: () => false, repairRequests: 0 },
    ask: async ({ url }) => {
      const { searchParams } = new URL(url);
      const [category, cursor] = [searchParams.get('category'), searchParams.get('cursor')];
      asked.push(`${category} ${cursor}`);
      const base = `${cursor === null ? 'BTC' : 'ETH'}${category === 'linear' ? 'USDT' : 'USD'}`;
      const list = [{ symbol: base, status: 'Trading' }];
      const nextPageCursor = cursor === null ? 'more' : '';
      return JSON.stringify({ retCode: 0, result: { list, nextPageCursor } });
    },
  });
  await pollInstruments(run);
  expect(asked).toEqual(['linear null', 'linear more', 'inverse null', 'inverse more']);
  const names = run.batch.instruments.map(({ instrument }) => instrument);
  expect(names).toEqual(['BTCUSDT', 'ETHUSDT', 'BTCUSD', 'ETHUSD']);
});
