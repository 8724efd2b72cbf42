import { expect, test } from 'vitest';
import { answerReader, reader, sourceOf } from '../../support/exchange.ts';

const read = reader('dydx');
const trade = (changes: object = {}) => ({
  id: '00aa11bb0000000200000007',
  side: 'SELL',
  size: '12.5',
  price: '160',
  type: 'LIQUIDATED',
  createdAt: '2025-10-10T21:00:00.321Z',
  createdAtHeight: '55000000',
  ...changes,
});
const message = (type: string, contents: unknown, id = 'SOL-USD') => ({
  type,
  connection_id: 'c',
  message_id: 3,
  id,
  channel: 'v4_trades',
  version: '2.1.0',
  contents,
});

test('a liquidated taker that sells was long', () => {
  expect(
    read(message('channel_data', { trades: [trade(), trade({ id: 'x', type: 'LIMIT' })] })).liquidations,
  ).toEqual([
    {
      exchange: 'dydx',
      instrument: 'SOL-USD',
      symbol: 'SOL',
      side: 'long',
      price: 160,
      priceKind: 'fill',
      quantity: 12.5,
      notionalUsd: 2000,
      time: 1760130000321,
      id: '00aa11bb0000000200000007',
    },
  ]);
  expect(read(message('channel_data', { trades: [trade({ side: 'BUY' })] })).liquidations[0]?.side).toBe(
    'short',
  );
});

test('deleveraging is not liquidation', () => {
  expect(read(message('channel_data', { trades: [trade({ type: 'DELEVERAGED' })] }))).toMatchObject({
    liquidations: [],
    rejects: [],
  });
});

test('the snapshot and batched messages are read alike', () => {
  const snapshot = read(message('subscribed', { trades: [trade()] }));
  expect(snapshot.control).toEqual({ kind: 'subscribed' });
  expect(snapshot.liquidations).toHaveLength(1);
  const batch = read(
    message('channel_batch_data', [{ trades: [trade()] }, { trades: [trade({ id: 'y' })] }]),
  );
  expect(batch.liquidations.map(({ id }) => id)).toEqual(['00aa11bb0000000200000007', 'y']);
});

test('an isolated market is its coin', () => {
  const { liquidations } = read(message('channel_data', { trades: [trade()] }, 'BOME,RAYDIUM,AB12-USD'));
  expect(liquidations[0]).toMatchObject({ instrument: 'BOME,RAYDIUM,AB12-USD', symbol: 'BOME' });
});

test('REST leaves the market to the request', () => {
  const answer = {
    trades: [trade(), trade({ id: 'z', type: 'LIMIT', createdAt: '2025-10-10T20:59:00.000Z' })],
  };
  const reading = answerReader('dydx')(answer, { asked: 'SOL-USD' });
  expect(reading.liquidations[0]?.instrument).toBe('SOL-USD');
  expect(reading.page).toEqual({ rows: 2, oldest: 1760129940000, newest: 1760130000321 });
  expect(answerReader('dydx')(answer).rejects[0]?.reason).toBe(
    'dydx market of the request: expected text, got nothing',
  );
});

test('the greeting, other channels and errors hold no liquidation', () => {
  expect(read({ type: 'connected', connection_id: 'c', message_id: 0 }).control?.kind).toBe('alive');
  expect(read({ type: 'channel_data', channel: 'v4_markets', contents: {} })).toEqual({
    liquidations: [],
    rejects: [],
  });
  expect(read({ type: 'error', message: 'Invalid subscription id' }).control?.kind).toBe('refused');
  expect(answerReader('dydx')({ errors: [{ msg: 'ticker must be valid' }] }).rejects).toHaveLength(1);
});

test('trades are asked for backwards from the end', () => {
  const url = sourceOf('dydx').polls[0]?.request({ target: 'SOL-USD', from: 0, to: 1760130000322 }).url;
  expect(url).toBe(
    'https://indexer.dydx.trade/v4/trades/perpetualMarket/SOL-USD?limit=1000&createdBeforeOrAt=2025-10-10T21%3A00%3A00.321Z',
  );
});
