import { expect, test } from 'vitest';
import type { Instrument } from '../../../schema/market.ts';
import { answerReader, reader, sourceOf } from '../../support/exchange.ts';

const read = reader('bybit');
const push = (...data: object[]) => ({
  topic: 'allLiquidation.X',
  type: 'snapshot',
  ts: 1760130000500,
  data,
});
const row = (changes: object = {}) => ({
  T: 1760130000111,
  s: 'ETHUSDT',
  S: 'Buy',
  v: '3.20',
  p: '3995.50',
  ...changes,
});

test('Buy is the side of the position: a long was liquidated, at its bankruptcy price', () => {
  expect(read(push(row()))).toEqual({
    liquidations: [
      {
        exchange: 'bybit',
        instrument: 'ETHUSDT',
        symbol: 'ETH',
        side: 'long',
        price: 3995.5,
        priceKind: 'bankruptcy',
        quantity: 3.2,
        notionalUsd: 12785.6, // 3.2 · 3,995.5
        time: 1760130000111,
        id: 'ETHUSDT|1760130000111|Buy|3.20|3995.50|0',
      },
    ],
    rejects: [],
  });
  expect(read(push(row({ S: 'Sell' }))).liquidations[0]?.side).toBe('short');
});

test('equal rows of one push are events of their own', () => {
  const ids = read(push(row(), row(), row({ v: '1' }))).liquidations.map(({ id }) => id);
  expect(ids).toEqual([
    'ETHUSDT|1760130000111|Buy|3.20|3995.50|0',
    'ETHUSDT|1760130000111|Buy|3.20|3995.50|1',
    'ETHUSDT|1760130000111|Buy|1|3995.50|0',
  ]);
});

test('inverse contracts count USD, perpetual or dated', () => {
  expect(read(push(row({ s: 'BTCUSD', v: '5000', p: '100000' }))).liquidations[0]).toMatchObject({
    symbol: 'BTC',
    notionalUsd: 5000,
    quantity: 0.05,
  });
  expect(read(push(row({ s: 'ETHUSDZ25', v: '40', p: '4000' }))).liquidations[0]).toMatchObject({
    symbol: 'ETH',
    notionalUsd: 40,
    quantity: 0.01,
  });
});

test.each([
  ['BTCPERP', 'BTC', 1],
  ['BTC-26DEC25', 'BTC', 1],
  ['SOLUSDT-28NOV25', 'SOL', 1],
  ['1000BONKUSDT', 'BONK', 1000],
  ['SHIB1000USDT', 'SHIB', 1000],
  ['1000000BABYDOGEUSDT', 'BABYDOGE', 1_000_000],
  ['1INCHUSDT', '1INCH', 1],
])('%s is %s, %d coins a unit', (s, symbol, scale) => {
  expect(read(push(row({ s, v: '2', p: '10' }))).liquidations[0]).toMatchObject({
    symbol,
    quantity: 2 * scale,
    price: 10 / scale,
    notionalUsd: 20,
  });
});

test('the old topic spells its fields out, as an object or a list, in two generations', () => {
  const old = { symbol: 'LTCUSDT', side: 'Sell', price: '80.0', size: '5', updatedTime: 1675000000123 };
  const event = read({ topic: 'liquidation.LTCUSDT', type: 'snapshot', ts: 1675000000124, data: old })
    .liquidations[0];
  expect(event).toMatchObject({
    symbol: 'LTC',
    side: 'short',
    quantity: 5,
    notionalUsd: 400,
    time: 1675000000123,
  });
  const older = [{ symbol: 'LTCUSDT', side: 'Buy', price: '80.0', qty: '5', time: 1625000000123 }];
  expect(read({ topic: 'liquidation', data: older }).liquidations[0]).toMatchObject({
    side: 'long',
    quantity: 5,
  });
});

test('acknowledgements, pongs and other topics hold no liquidation', () => {
  expect(read({ success: true, ret_msg: '', op: 'subscribe', conn_id: 'a' }).control).toEqual({
    kind: 'subscribed',
  });
  expect(read({ success: true, ret_msg: 'pong', op: 'ping', conn_id: 'a' }).control).toEqual({
    kind: 'alive',
  });
  expect(read({ topic: 'kline.1.BTCUSDT', data: [{}], ts: 1, type: 'snapshot' })).toEqual({
    liquidations: [],
    rejects: [],
  });
});

test('a refused topic and a renamed one do not pass in silence', () => {
  const refused = read({ success: false, ret_msg: 'error:handler not found', op: 'subscribe' });
  expect(refused.control).toEqual({ kind: 'refused', reason: '"error:handler not found"' });
  expect(read({ topic: 'allLiquidationV2.BTCUSDT', data: [row()] }).rejects[0]?.reason).toBe(
    'bybit topic: expected allLiquidation, got allLiquidationV2.BTCUSDT',
  );
});

test('a missing price is a reject; an unknown field is not', () => {
  expect(read(push({ ...row(), p: undefined })).rejects[0]?.reason).toBe(
    'bybit p: expected a number, got nothing',
  );
  expect(read(push(row({ b: 'new' }))).rejects).toEqual([]);
});

test('a size no market could have was read in a wrong unit: a reject', () => {
  expect(read(push(row({ v: '1e7' }))).rejects[0]?.reason).toBe(
    'bybit ETHUSDT: expected a liquidation of up to 10000000000 USD, got 10000000 at 3995.5',
  );
});

test('topics go out in frames of 200, each feed with its own kind', () => {
  const instruments: Instrument[] = Array.from({ length: 401 }, (_, i) => ({
    exchange: 'bybit',
    instrument: `C${i}USDT`,
    symbol: `C${i}`,
    quote: 'USDT',
    kind: i === 400 ? 'inverse' : 'linear',
    contractSize: 1,
  }));
  const [linear, inverse] = sourceOf('bybit').feeds.map(feed =>
    feed.subscribe(instruments).map(frame => (JSON.parse(frame) as { args: string[] }).args.length),
  );
  expect(linear).toEqual([200, 200]);
  expect(inverse).toEqual([1]);
});

test('REST answers hold no liquidations; an error code is a reject', () => {
  const answer = answerReader('bybit');
  expect(answer({ retCode: 0, retMsg: 'OK', result: { list: [] }, time: 1 })).toEqual({
    liquidations: [],
    rejects: [],
  });
  expect(answer({ retCode: 10006, retMsg: 'Too many visits' }).rejects[0]?.reason).toBe(
    'bybit refused: "10006" "Too many visits"',
  );
});
