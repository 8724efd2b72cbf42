import { expect, test } from 'vitest';
import { answerReader, reader, sourceOf } from '../../support/exchange.ts';

const read = reader('okx');
const detail = (changes: object = {}) => ({
  bkLoss: '0',
  bkPx: '2510.4',
  ccy: '',
  posSide: 'long',
  side: 'sell',
  sz: '30',
  ts: '1760130000333',
  ...changes,
});
const push = (instId: string, ...details: object[]) => ({
  arg: { channel: 'liquidation-orders', instType: 'SWAP' },
  data: [{ details, instFamily: 'ETH-USDT', instId, instType: 'SWAP', uly: 'ETH-USDT' }],
});

test('contracts become coins by the contract size', () => {
  expect(read(push('ETH-USDT-SWAP', detail()), { contractSize: 0.1 }).liquidations).toEqual([
    {
      exchange: 'okx',
      instrument: 'ETH-USDT-SWAP',
      symbol: 'ETH',
      side: 'long',
      price: 2510.4,
      priceKind: 'bankruptcy',
      quantity: 3, // 30 · 0.1
      notionalUsd: 7531.200000000001, // 3 · 2,510.4
      time: 1760130000333,
      id: 'ETH-USDT-SWAP|1760130000333|long|30|2510.4|0',
    },
  ]);
});

test('without the contract size the event cannot be sized: a reject worth another try', () => {
  expect(read(push('ETH-USDT-SWAP', detail())).rejects).toMatchObject([
    {
      reason: 'ETH-USDT-SWAP: expected its contract size from the instrument list, got nothing',
      retry: true,
    },
  ]);
});

test('inverse contracts are worth USD', () => {
  const { liquidations } = read(push('BTC-USD-SWAP', detail({ sz: '8', bkPx: '64000' })), {
    contractSize: 100,
  });
  expect(liquidations[0]).toMatchObject({ symbol: 'BTC', notionalUsd: 800, quantity: 0.0125 });
});

test('the instrument list knows the size by name', () => {
  const instrument = () => ({
    exchange: 'okx' as const,
    instrument: 'ETH-USDT-SWAP',
    symbol: 'ETH',
    quote: 'USDT',
    kind: 'linear' as const,
    contractSize: 0.1,
  });
  expect(read(push('ETH-USDT-SWAP', detail()), { instrument }).liquidations[0]?.quantity).toBe(3);
});

test('in net mode the order tells the side', () => {
  const sides = ['net', ''].flatMap(posSide =>
    ['sell', 'buy'].map(side => read(push('X-USDT-SWAP', detail({ posSide, side })), { contractSize: 1 })),
  );
  expect(sides.map(({ liquidations }) => liquidations[0]?.side)).toEqual(['long', 'short', 'long', 'short']);
});

test('an order that cannot have closed its position is a reject', () => {
  expect(read(push('X-USDT-SWAP', detail({ side: 'buy' })), { contractSize: 1 }).rejects[0]?.reason).toBe(
    'okx side: expected the order that closes a long, got "buy"',
  );
});

test('the same order has the same id by REST', () => {
  const rest = {
    code: '0',
    msg: '',
    data: [{ details: [detail()], instId: 'ETH-USDT-SWAP', instType: 'SWAP', uly: 'ETH-USDT' }],
  };
  const reading = answerReader('okx')(rest, { contractSize: 0.1, asked: 'ETH-USDT' });
  expect(reading.liquidations[0]?.id).toBe('ETH-USDT-SWAP|1760130000333|long|30|2510.4|0');
  expect(reading.page).toEqual({ rows: 1, oldest: 1760130000333, newest: 1760130000333 });
});

test('recordings with flat rows take the instrument from arg', () => {
  const message = { arg: { channel: 'liquidations', instId: 'BTC-USDT-220325' }, data: [detail()] };
  expect(read(message, { contractSize: 0.01 }).liquidations[0]).toMatchObject({
    instrument: 'BTC-USDT-220325',
    symbol: 'BTC',
    quantity: 0.3,
  });
});

test('the third version names a closed long 3, a closed short 4', () => {
  const row = {
    loss: '0',
    size: '9',
    price: '9000',
    created_at: '2020-05-01T10:20:30.400Z',
    instrument_id: 'BTC-USD-200626',
  };
  const table = {
    table: 'futures/liquidation',
    data: [
      { ...row, type: '3' },
      { ...row, type: '4' },
    ],
  };
  const { liquidations } = read(table, { contractSize: 100 });
  expect(liquidations.map(({ side, notionalUsd, time }) => [side, notionalUsd, time])).toEqual([
    ['long', 900, 1588328430400],
    ['short', 900, 1588328430400],
  ]);
});

test('control messages and other channels hold no liquidation', () => {
  expect(read('pong').control).toEqual({ kind: 'alive' });
  expect(
    read({ event: 'subscribe', arg: { channel: 'liquidation-orders', instType: 'SWAP' } }).control?.kind,
  ).toBe('subscribed');
  expect(read({ event: 'error', code: '60012', msg: 'Illegal request' }).control?.kind).toBe('refused');
  expect(read({ event: 'notice', code: '64008', msg: 'upgrade' }).control?.kind).toBe('closing');
  expect(read({ arg: { channel: 'open-interest' }, data: [{ oi: '1' }] })).toEqual({
    liquidations: [],
    rejects: [],
  });
});

test('an option has no place on the futures market', () => {
  expect(read(push('BTC-USD-251226-90000-C', detail()), { contractSize: 1 }).rejects).toHaveLength(1);
});

test('an error answer is a reject; an empty list is an empty page', () => {
  expect(answerReader('okx')({ code: '50015', msg: 'uly or instFamily', data: [] }).rejects).toHaveLength(1);
  expect(answerReader('okx')({ code: '0', msg: '', data: [] }, { asked: 'BTC-USDT' }).page).toEqual({
    rows: 0,
  });
});

test('one subscription covers all swaps and futures; the list asks by family', () => {
  const source = sourceOf('okx');
  expect(source.feeds[0]?.subscribe([])).toHaveLength(1);
  const url = source.polls[0]?.request({ target: 'BTC-USDT', from: 0, to: 1760130000000 }).url;
  expect(url).toBe(
    'https://www.okx.com/api/v5/public/liquidation-orders?instType=SWAP&uly=BTC-USDT&state=filled&limit=100&after=1760130000000',
  );
});
