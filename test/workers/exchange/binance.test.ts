import { expect, test } from 'vitest';
import { answerReader, reader, sourceOf } from '../../support/exchange.ts';

const read = reader('binance');
const order = (changes: object = {}) => ({
  e: 'forceOrder',
  E: 1760130000250,
  o: {
    s: 'SOLUSDT',
    S: 'SELL',
    o: 'LIMIT',
    f: 'IOC',
    q: '12.50',
    p: '180.20',
    ap: '184.00',
    X: 'FILLED',
    l: '2.50',
    z: '12.50',
    T: 1760130000240,
    ...changes,
  },
});

test('a SELL order closed a long, at its average fill and whole filled quantity', () => {
  expect(read(order())).toEqual({
    liquidations: [
      {
        exchange: 'binance',
        instrument: 'SOLUSDT',
        symbol: 'SOL',
        side: 'long',
        price: 184,
        priceKind: 'fill',
        quantity: 12.5,
        notionalUsd: 2300, // 12.5 · 184
        time: 1760130000240,
        id: 'SOLUSDT|1760130000240|SELL|12.50|180.20|184.00|0',
      },
    ],
    rejects: [],
  });
});

test('a BUY order closed a short', () => {
  expect(read(order({ S: 'BUY' })).liquidations[0]?.side).toBe('short');
});

test('combined streams and lists of events are unwrapped', () => {
  const { liquidations } = read({ stream: '!forceOrder@arr', data: [order(), order({ S: 'BUY' })] });
  expect(liquidations.map(({ side }) => side)).toEqual(['long', 'short']);
});

test('two equal orders in one message are two events', () => {
  const { liquidations } = read([order(), order()]);
  expect(liquidations.map(({ id }) => id.slice(-2))).toEqual(['|0', '|1']);
});

test('COIN-M counts contracts: 100 USD of BTC, 10 USD of any other coin', () => {
  const bitcoin = read(order({ s: 'BTCUSD_PERP', ps: 'BTCUSD', z: '7', ap: '50000.0' })).liquidations[0];
  expect(bitcoin).toMatchObject({ symbol: 'BTC', notionalUsd: 700, quantity: 0.014 }); // 700 / 50,000
  const dated = read(order({ s: 'BNBUSD_251226', ps: 'BNBUSD', z: '4', ap: '800' })).liquidations[0];
  expect(dated).toMatchObject({ symbol: 'BNB', notionalUsd: 40, quantity: 0.05 });
});

test('the contract size of the instrument list goes before the rule', () => {
  const context = { contractSize: 20 };
  expect(read(order({ s: 'BTCUSD_PERP', ps: 'BTCUSD', z: '7' }), context).liquidations[0]?.notionalUsd).toBe(
    140,
  );
});

test('a quarterly quoted in BUSD is no COIN-M contract', () => {
  expect(read(order({ s: 'BTCBUSD_210129', z: '2', ap: '100' })).liquidations[0]).toMatchObject({
    symbol: 'BTC',
    quantity: 2,
    notionalUsd: 200,
  });
});

test('1000PEPE is PEPE by thousands: the notional stays', () => {
  const event = read(order({ s: '1000PEPEUSDT', z: '50000', ap: '0.0080' })).liquidations[0];
  expect(event).toMatchObject({ instrument: '1000PEPEUSDT', symbol: 'PEPE', quantity: 50_000_000 });
  expect(event?.price).toBeCloseTo(0.000008, 12);
  expect(event?.notionalUsd).toBeCloseTo(400, 9);
});

test('symbols may hold any script', () => {
  expect(read(order({ s: '龙虾USDT' })).liquidations[0]).toMatchObject({
    instrument: '龙虾USDT',
    symbol: '龙虾',
  });
});

test('an order not yet filled counts nothing, else its fills would count twice', () => {
  expect(read(order({ X: 'NEW', z: '0' }))).toEqual({ liquidations: [], rejects: [] });
  expect(read(order({ X: 'PARTIALLY_FILLED', z: '3' })).liquidations).toEqual([]);
});

test('without an average fill the price is the order limit, which is the bankruptcy price', () => {
  expect(read(order({ ap: '0' })).liquidations[0]).toMatchObject({ price: 180.2, priceKind: 'bankruptcy' });
});

test('a contract quoted in BTC has no notional in USD and is rejected', () => {
  expect(read(order({ s: 'ETHBTC' })).rejects[0]?.reason).toBe(
    'binance ETHBTC: expected a quote in dollars, got BTC',
  );
});

test.each([
  ['z', '', 'binance z: expected a number, got ""'],
  ['ap', undefined, 'binance ap: expected text, got nothing'],
  ['S', 'BOTH', 'binance S: expected buy or sell, got "BOTH"'],
  ['T', 17601, 'binance T: expected a time between 2010 and 2100, got "17601"'],
  ['z', '-3', 'binance z: expected a number above 0, got "-3"'],
])('a wrong %s is a reject that names it', (field, value, reason) => {
  const { liquidations, rejects } = read(order({ [field]: value }));
  expect(liquidations).toEqual([]);
  expect(rejects.map(reject => reject.reason)).toEqual([reason]);
});

test('one bad order does not take the others with it', () => {
  const { liquidations, rejects } = read([order({ q: null }), order()]);
  expect(liquidations).toHaveLength(1);
  expect(rejects).toHaveLength(1);
});

test('replies and other streams hold no liquidation', () => {
  expect(read({ result: null, id: 1 })).toEqual({
    liquidations: [],
    rejects: [],
    control: { kind: 'subscribed' },
  });
  expect(read({ result: ['!forceOrder@arr'], id: 2 }).control).toEqual({ kind: 'alive' });
  expect(read({ stream: 'btcusdt@kline_1m', data: { e: 'kline', E: 1760130000250, k: {} } })).toEqual({
    liquidations: [],
    rejects: [],
  });
});

test('a refused subscription says so', () => {
  expect(read({ error: { code: 2, msg: 'Invalid request' }, id: 1 }).control).toMatchObject({
    kind: 'refused',
  });
});

test('what is no event and no JSON is a reject', () => {
  expect(read({ hello: 1 }).rejects).toHaveLength(1);
  expect(read('{"e":"forceOrder"').rejects[0]?.reason).toMatch(/^binance: not JSON: /);
});

test('forceOrder is asked for on the /market route; the old one stays silent', () => {
  const urls = sourceOf('binance').feeds.flatMap(feed => feed.urls);
  expect(urls[0]).toBe('wss://fstream.binance.com/market/ws/!forceOrder@arr');
  expect(sourceOf('binance').feeds[0]?.keepAlive?.frame(1760130000250)).toBe(
    '{"method":"LIST_SUBSCRIPTIONS","id":1760130000}',
  );
});

test('the closed REST list is still read; market data hold no liquidation', () => {
  const readAnswer = answerReader('binance');
  const row = {
    symbol: 'ETHUSDT',
    price: '300.1',
    origQty: '2.0',
    executedQty: '2.0',
    averagePrice: '310.0',
    status: 'FILLED',
    timeInForce: 'IOC',
    type: 'LIMIT',
    side: 'SELL',
    time: 1600000000123,
  };
  expect(readAnswer([row]).liquidations[0]).toMatchObject({ side: 'long', price: 310, notionalUsd: 620 });
  expect(readAnswer([[1760130000000, '1', '2', '0.5', '1.5', '10']])).toEqual({
    liquidations: [],
    rejects: [],
  });
  expect(readAnswer({ code: -1121, msg: 'Invalid symbol.' }).rejects).toHaveLength(1);
});

test('aster reads the same dialect under its own name', () => {
  expect(reader('aster')(order()).liquidations[0]).toMatchObject({
    exchange: 'aster',
    side: 'long',
    notionalUsd: 2300,
  });
});
