import { expect, test } from 'vitest';
import { answerReader, reader, sourceOf } from '../../support/exchange.ts';

const read = reader('kraken');
const readAnswer = answerReader('kraken');
const trade = (changes: object = {}) => ({
  feed: 'trade',
  product_id: 'PF_SOLUSD',
  uid: '5b0e0f4e-0000-4000-8000-000000000001',
  side: 'sell',
  type: 'liquidation',
  seq: 12,
  time: 1760130000123,
  qty: 8,
  price: 150.25,
  ...changes,
});

test('the taker is the liquidation order: a sell closed a long', () => {
  expect(read(trade()).liquidations).toEqual([
    {
      exchange: 'kraken',
      instrument: 'PF_SOLUSD',
      symbol: 'SOL',
      side: 'long',
      price: 150.25,
      priceKind: 'fill',
      quantity: 8,
      notionalUsd: 1202, // 8 · 150.25
      time: 1760130000123,
      id: '5b0e0f4e-0000-4000-8000-000000000001',
    },
  ]);
  expect(read(trade({ side: 'buy' })).liquidations[0]?.side).toBe('short');
});

test('XBT is BTC; inverse products count USD, dated or not', () => {
  expect(read(trade({ product_id: 'PI_XBTUSD', qty: 2500, price: 50000 })).liquidations[0]).toMatchObject({
    symbol: 'BTC',
    notionalUsd: 2500,
    quantity: 0.05,
  });
  expect(
    read(trade({ product_id: 'FI_ETHUSD_251226', qty: 400, price: 4000 })).liquidations[0],
  ).toMatchObject({
    symbol: 'ETH',
    quantity: 0.1,
  });
});

test('a trade without uid is a reject: under another identity it would count twice', () => {
  expect(read(trade({ uid: undefined })).rejects[0]?.reason).toBe('kraken uid: expected text, got nothing');
});

test('fills, assignments and terminations are not liquidations', () => {
  for (const type of ['fill', 'assignment', 'termination', 'block']) {
    expect(read(trade({ type }))).toMatchObject({ liquidations: [], rejects: [] });
  }
});

test('the snapshot names its product once or per trade', () => {
  const snapshot = {
    feed: 'trade_snapshot',
    product_id: 'PF_SOLUSD',
    trades: [trade({ product_id: undefined }), trade({ type: 'fill' })],
  };
  expect(read(snapshot).liquidations.map(({ instrument }) => instrument)).toEqual(['PF_SOLUSD']);
});

const execution = (orderType: string, direction = 'Sell') => ({
  timestamp: '1760130000456',
  price: '0.25',
  quantity: '1000',
  markPrice: '0.2501',
  limitFilled: false,
  usdValue: '250',
  uid: '5b0e0f4e-0000-4000-8000-000000000002',
  makerOrder: { tradeable: 'PF_DOGEUSD', direction: 'Buy', orderType: 'Post' },
  takerOrder: { tradeable: 'PF_DOGEUSD', direction, orderType },
});

test('executions tell it by the order type, partial ones included, bare or wrapped', () => {
  const bare = readAnswer(execution('PartialLiquidation')).liquidations[0];
  expect(bare).toMatchObject({
    symbol: 'DOGE',
    side: 'long',
    quantity: 1000,
    notionalUsd: 250,
    time: 1760130000456,
  });
  const wrapped = {
    elements: [
      {
        uid: 'x',
        timestamp: 1,
        event: { Execution: { execution: execution('Liquidation', 'Buy'), takerReducedQuantity: '' } },
      },
      { uid: 'y', timestamp: 1, event: { Execution: { execution: execution('IoC') } } },
    ],
    len: 2,
    continuationToken: 'abc',
  };
  const reading = readAnswer(wrapped, { asked: 'PF_DOGEUSD' });
  expect(reading.liquidations.map(({ side }) => side)).toEqual(['short']);
  expect(reading.page).toEqual({ rows: 2, oldest: 1760130000456, newest: 1760130000456, cursor: 'abc' });
});

test('one element of a page is read as well', () => {
  const element = { uid: 'x', timestamp: 1, event: { Execution: { execution: execution('Liquidation') } } };
  expect(readAnswer(element).liquidations).toHaveLength(1);
});

test('recent history leaves the product to the request', () => {
  const history = {
    result: 'success',
    history: [
      {
        time: '2025-10-10T21:00:00.123Z',
        uid: 'u-1',
        price: 150,
        size: 2,
        side: 'sell',
        type: 'liquidation',
      },
    ],
  };
  expect(readAnswer(history, { asked: 'PF_SOLUSD' }).liquidations[0]).toMatchObject({
    time: 1760130000123,
    quantity: 2,
    id: 'u-1',
  });
  expect(readAnswer(history).rejects[0]?.reason).toBe('kraken product_id: expected text, got nothing');
});

test('control messages and other feeds hold no liquidation', () => {
  expect(read({ event: 'subscribed', feed: 'trade', product_ids: ['PF_SOLUSD'] }).control?.kind).toBe(
    'subscribed',
  );
  expect(read({ event: 'info', version: 1 }).control?.kind).toBe('alive');
  expect(read({ feed: 'heartbeat', time: 1 }).control?.kind).toBe('alive');
  expect(read({ event: 'error', message: 'Invalid product id' }).control?.kind).toBe('refused');
  expect(read({ feed: 'ticker', product_id: 'PF_SOLUSD' })).toEqual({ liquidations: [], rejects: [] });
});

test('products are subscribed a hundred at a time, beside a heartbeat', () => {
  const instruments = Array.from({ length: 150 }, (_, i) => ({
    exchange: 'kraken' as const,
    instrument: `PF_C${i}USD`,
    symbol: `C${i}`,
    quote: 'USD',
    kind: 'linear' as const,
    contractSize: 1,
  }));
  const frames = sourceOf('kraken')
    .feeds[0]?.subscribe(instruments)
    .map(frame => JSON.parse(frame) as { product_ids?: string[] });
  expect(frames?.map(frame => frame.product_ids?.length)).toEqual([undefined, 100, 50]);
});
