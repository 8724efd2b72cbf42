import { expect, test } from 'vitest';
import { answerReader, reader, sourceOf } from '../../support/exchange.ts';

const read = reader('htx');
const readAnswer = answerReader('htx');
const row = (changes: object = {}) => ({
  symbol: 'SOL',
  contract_code: 'SOL-USDT',
  direction: 'sell',
  offset: 'close',
  volume: 60,
  price: 150.5,
  created_at: 1760130000444,
  amount: 60,
  trade_turnover: 9030,
  ...changes,
});
const notify = (topic: string, ...data: object[]) => ({ op: 'notify', topic, ts: 1760130000450, data });

test('a sell order closed a long; linear coins are turnover by price, whatever amount means', () => {
  expect(read(notify('public.*.liquidation_orders', row({ amount: 12345 })))).toEqual({
    liquidations: [
      {
        exchange: 'htx',
        instrument: 'SOL-USDT',
        symbol: 'SOL',
        side: 'long',
        price: 150.5,
        priceKind: 'bankruptcy',
        quantity: 60, // 9,030 / 150.5
        notionalUsd: 9030,
        time: 1760130000444,
        id: 'SOL-USDT|1760130000444|sell|60|150.5|0',
      },
    ],
    rejects: [],
  });
});

test('ids keep numbers as the venue wrote them', () => {
  const text = JSON.stringify(notify('public.SOL-USDT.liquidation_orders', row())).replace(
    '"volume":60',
    '"volume":60.0',
  );
  expect(read(text).liquidations[0]?.id).toBe('SOL-USDT|1760130000444|sell|60.0|150.5|0');
});

test('a price so small that no number holds the coins is a reject', () => {
  const { liquidations, rejects } = read(notify('public.*.liquidation_orders', row({ price: 5e-324 })));
  expect(liquidations).toEqual([]);
  expect(rejects[0]?.reason).toContain('got Infinity at 5e-324');
});

test('coin-margined contracts are 100 USD of BTC and 10 USD of other coins, swaps and dated alike', () => {
  const coin = { amount: undefined, trade_turnover: undefined };
  const swap = row({ ...coin, contract_code: 'LTC-USD', direction: 'buy', volume: 30, price: 75 });
  expect(read(notify('public.LTC-USD.liquidation_orders', swap)).liquidations[0]).toMatchObject({
    symbol: 'LTC',
    side: 'short',
    notionalUsd: 300,
    quantity: 4,
  });
  const dated = row({ ...coin, contract_code: 'BTC251226', volume: 5, price: 100_000 });
  expect(read(notify('public.BTC.liquidation_orders', dated)).liquidations[0]).toMatchObject({
    instrument: 'BTC251226',
    symbol: 'BTC',
    notionalUsd: 500,
    quantity: 0.005,
  });
  expect(
    read(notify('public.BTC.liquidation_orders', dated), { contractSize: 10 }).liquidations[0]?.notionalUsd,
  ).toBe(50);
});

test('REST v5 has ids and both sides, and its amount is contracts', () => {
  const answer = {
    code: 200,
    message: 'Success',
    data: [
      {
        id: '777001',
        contract_code: 'ETH-USDT',
        liquidation_time: '1760130000555',
        side: 'buy',
        position_side: 'short',
        volume: '25',
        amount: '25',
        bankrupt_price: '4000',
        trade_turnover: '1000',
      },
    ],
    ts: 1760130001000,
  };
  expect(readAnswer(answer, { asked: 'ETH-USDT' })).toEqual({
    liquidations: [
      {
        exchange: 'htx',
        instrument: 'ETH-USDT',
        symbol: 'ETH',
        side: 'short',
        price: 4000,
        priceKind: 'bankruptcy',
        quantity: 0.25,
        notionalUsd: 1000,
        time: 1760130000555,
        id: '777001',
      },
    ],
    rejects: [],
    page: { rows: 1, oldest: 1760130000555, newest: 1760130000555 },
  });
});

test('REST v3 has ids too; the first version keeps its rows in orders', () => {
  const v3 = { code: 200, msg: '', data: [row({ query_id: 4711 })], ts: 1 };
  expect(readAnswer(v3).liquidations[0]?.id).toBe('4711');
  const v1 = { status: 'ok', data: { orders: [row()], total_page: 1 }, ts: 1 };
  expect(readAnswer(v1).liquidations[0]?.id).toBe('SOL-USDT|1760130000444|sell|60|150.5|0');
});

test('an order that cannot have closed its position, or opens one, is a reject', () => {
  const sides = {
    side: 'sell',
    position_side: 'short',
    liquidation_time: '1760130000555',
    bankrupt_price: '1',
  };
  expect(
    readAnswer({ code: 200, data: [{ contract_code: 'A-USDT', id: '1', trade_turnover: '5', ...sides }] })
      .rejects,
  ).toHaveLength(1);
  expect(read(notify('public.*.liquidation_orders', row({ offset: 'open' }))).rejects).toHaveLength(1);
});

test('the pong repeats the token as written, text or number', () => {
  expect(read('{"op":"ping","ts":"1760130000001"}')).toMatchObject({
    control: { kind: 'alive' },
    replies: ['{"op":"pong","ts":"1760130000001"}'],
  });
  expect(read('{"op":"ping","ts":1760130000001}').replies).toEqual(['{"op":"pong","ts":1760130000001}']);
});

test('a second subscription to a covered topic is fine, another refusal is not', () => {
  expect(read({ op: 'sub', cid: 'a', topic: 't', 'err-code': 0, ts: 1 }).control).toEqual({
    kind: 'subscribed',
  });
  expect(read({ op: 'sub', cid: 'a', topic: 't', 'err-code': 2014, ts: 1 }).control).toEqual({
    kind: 'subscribed',
  });
  expect(read({ op: 'sub', cid: 'a', topic: 't', 'err-code': 2011, 'err-msg': 'no' }).control?.kind).toBe(
    'refused',
  );
  expect(read({ op: 'close', ts: 1 }).control?.kind).toBe('closing');
});

test('other notifications and market data hold no liquidation', () => {
  expect(read(notify('public.BTC-USDT.funding_rate', {}))).toEqual({ liquidations: [], rejects: [] });
  expect(readAnswer({ status: 'ok', data: [{ symbol: 'BTC', volume: 1 }], ts: 1 })).toEqual({
    liquidations: [],
    rejects: [],
  });
  expect(readAnswer({ status: 'error', err_code: 1030, err_msg: 'late' }).rejects[0]?.reason).toBe(
    'htx refused: "1030" "late"',
  );
});

test('each line has a socket and topics of its own', () => {
  const instrument = {
    exchange: 'htx' as const,
    instrument: 'ETH-USD',
    symbol: 'ETH',
    quote: 'USD',
    kind: 'inverse' as const,
    contractSize: 10,
  };
  const topics = sourceOf('htx').feeds.map(feed =>
    feed.subscribe([instrument]).map(frame => (JSON.parse(frame) as { topic: string }).topic),
  );
  expect(topics).toEqual([
    ['public.*.liquidation_orders'],
    ['public.ETH-USD.liquidation_orders'],
    ['public.ETH.liquidation_orders'],
  ]);
});
