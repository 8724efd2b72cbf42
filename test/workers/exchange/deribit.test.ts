import { expect, test } from 'vitest';
import { answerReader, reader, sourceOf } from '../../support/exchange.ts';

const read = reader('deribit');
const trade = (changes: object = {}) => ({
  trade_seq: 501,
  trade_id: '900501',
  timestamp: 1760130000999,
  tick_direction: 0,
  price: 50000,
  mark_price: 50010.5,
  liquidation: 'T',
  instrument_name: 'BTC-PERPETUAL',
  index_price: 50005,
  direction: 'sell',
  amount: 1000,
  ...changes,
});
const push = (...data: object[]) => ({
  jsonrpc: '2.0',
  method: 'subscription',
  params: { channel: 'trades.BTC-PERPETUAL.100ms', data },
});

test('a liquidated taker that sells was long; inverse amounts are USD', () => {
  expect(read(push(trade())).liquidations).toEqual([
    {
      exchange: 'deribit',
      instrument: 'BTC-PERPETUAL',
      symbol: 'BTC',
      side: 'long',
      price: 50000,
      priceKind: 'fill',
      quantity: 0.02, // 1,000 / 50,000
      notionalUsd: 1000,
      time: 1760130000999,
      id: 'BTC|900501',
    },
  ]);
});

test.each([
  ['T', 'sell', ['long']],
  ['T', 'buy', ['short']],
  ['M', 'buy', ['long']],
  ['M', 'sell', ['short']],
  ['MT', 'sell', ['short', 'long']],
  ['MT', 'buy', ['long', 'short']],
])('%s with a taker that %ss liquidates %s', (liquidation, direction, sides) => {
  const { liquidations } = read(push(trade({ liquidation, direction })));
  expect(liquidations.map(({ side }) => side)).toEqual(sides);
  expect(new Set(liquidations.map(({ id }) => id)).size).toBe(sides.length);
});

test('linear contracts count coins and settle in USDC', () => {
  const linear = trade({
    instrument_name: 'SOL_USDC-PERPETUAL',
    amount: 40,
    price: 150,
    trade_id: 'USDC-77',
  });
  expect(read(push(linear)).liquidations[0]).toMatchObject({
    symbol: 'SOL',
    quantity: 40,
    notionalUsd: 6000,
    id: 'USDC|USDC-77',
  });
  const dated = trade({ instrument_name: 'ETH-26DEC25', amount: 500, price: 4000, trade_id: 'ETH-9' });
  expect(read(push(dated)).liquidations[0]).toMatchObject({
    symbol: 'ETH',
    quantity: 0.125,
    id: 'ETH|ETH-9',
  });
});

test('the size of a contract means nothing where amounts are USD or coins', () => {
  expect(read(push(trade()), { contractSize: 10 }).liquidations[0]?.notionalUsd).toBe(1000);
});

test('trades of nobody liquidated hold nothing; an option is a reject only when it is one', () => {
  const option = { instrument_name: 'BTC-26DEC25-90000-P' };
  expect(
    read(push(trade({ liquidation: undefined }), trade({ ...option, liquidation: undefined }))),
  ).toMatchObject({
    liquidations: [],
    rejects: [],
  });
  expect(read(push(trade(option))).rejects).toHaveLength(1);
});

test('REST pages count every trade, whether or not it liquidates', () => {
  const answer = {
    jsonrpc: '2.0',
    result: {
      trades: [trade(), trade({ trade_id: '2', liquidation: undefined, timestamp: 1760130001500 })],
      has_more: true,
    },
  };
  const reading = answerReader('deribit')(answer, { asked: 'BTC' });
  expect(reading.liquidations).toHaveLength(1);
  expect(reading.page).toEqual({ rows: 2, oldest: 1760130000999, newest: 1760130001500 });
});

test('a test request is answered; acknowledgements, heartbeats and tickers hold nothing', () => {
  const request = read({ jsonrpc: '2.0', method: 'heartbeat', params: { type: 'test_request' } });
  expect(request.control).toEqual({ kind: 'alive' });
  expect(JSON.parse(request.replies?.[0] ?? '')).toMatchObject({ method: 'public/test' });
  expect(
    read({ jsonrpc: '2.0', method: 'heartbeat', params: { type: 'heartbeat' } }).replies,
  ).toBeUndefined();
  expect(read({ jsonrpc: '2.0', id: 1, result: ['trades.BTC-PERPETUAL.100ms'] }).control?.kind).toBe(
    'subscribed',
  );
  expect(
    read({ jsonrpc: '2.0', id: 1, error: { code: 13028, message: 'temporarily_unavailable' } }).control?.kind,
  ).toBe('refused');
  expect(
    read({
      jsonrpc: '2.0',
      method: 'subscription',
      params: { channel: 'ticker.BTC-PERPETUAL.raw', data: {} },
    }),
  ).toEqual({
    liquidations: [],
    rejects: [],
  });
});

test('trades are asked for by settlement currency', () => {
  const listed = (instrument: string) => ({
    exchange: 'deribit' as const,
    instrument,
    symbol: '',
    quote: 'USD',
    kind: 'inverse' as const,
    contractSize: 1,
  });
  const targets = sourceOf('deribit').polls[0]?.targets(
    ['BTC-PERPETUAL', 'BTC-26DEC25', 'SOL_USDC-PERPETUAL'].map(listed),
  );
  expect(targets).toEqual(['BTC', 'USDC']);
});
