import { expect, test } from 'vitest';
import { reader } from '../../support/exchange.ts';

const read = reader('lighter');
const trade = (changes: object = {}) => ({
  trade_id: 9000000001,
  trade_id_str: '9000000001',
  type: 'liquidation',
  market_id: 0,
  size: '0.5',
  price: '4000.0',
  usd_amount: '2000.000000',
  is_maker_ask: false,
  timestamp: 1760130000700,
  taker_position_size_before: '1.25',
  transaction_time: 1760130000700123,
  ...changes,
});
const update = (liquidations: object[], trades: object[] = []) => ({
  type: 'update/trade',
  channel: 'trade:0',
  nonce: 5,
  trades,
  liquidation_trades: liquidations,
});

test('a taker that sold to a maker bid was long', () => {
  expect(read(update([trade()])).liquidations).toEqual([
    {
      exchange: 'lighter',
      instrument: '0',
      symbol: 'ETH',
      side: 'long',
      price: 4000,
      priceKind: 'fill',
      quantity: 0.5,
      notionalUsd: 2000,
      time: 1760130000700,
      id: '9000000001',
    },
  ]);
  const short = trade({ is_maker_ask: true, taker_position_size_before: '-0.5' });
  expect(read(update([short])).liquidations[0]?.side).toBe('short');
});

test('a position that contradicts the trade is a reject', () => {
  expect(read(update([trade({ taker_position_size_before: '-0.5' })])).rejects[0]?.reason).toBe(
    'lighter taker_position_size_before: expected the position of a long, got "-0.5"',
  );
});

test('a liquidation in both lists is one event; other trades are none', () => {
  expect(
    read(update([trade()], [trade(), trade({ trade_id_str: '2', type: 'trade' })])).liquidations,
  ).toHaveLength(1);
  expect(read(update([trade({ type: 'deleverage' })]))).toMatchObject({ liquidations: [], rejects: [] });
  expect(read({ type: 'update/trade', channel: 'trade:0', trades: [] })).toMatchObject({
    liquidations: [],
    rejects: [],
  });
});

test('the instrument list names the markets, scaled ones included', () => {
  const instrument = () => ({
    exchange: 'lighter' as const,
    instrument: '4',
    symbol: 'PEPE',
    quote: 'USDC',
    kind: 'linear' as const,
    contractSize: 1000,
  });
  const pepe = trade({ market_id: 4, size: '300', price: '0.01' });
  const event = read(update([pepe]), { instrument }).liquidations[0];
  expect(event).toMatchObject({ instrument: '4', symbol: 'PEPE', quantity: 300_000, price: 0.00001 });
  expect(event?.notionalUsd).toBeCloseTo(3, 9);
  expect(read(update([pepe]), { instrument: () => undefined }).rejects).toMatchObject([{ retry: true }]);
  expect(read(update([trade({ market_id: 99 })])).rejects).toMatchObject([{ retry: true }]);
  // The largest markets are known without a list.
  expect(read(update([pepe])).liquidations).toMatchObject([{ symbol: 'PEPE', quantity: 300_000 }]);
});

test('pings are answered; the snapshot and greetings say what they are', () => {
  expect(read({ type: 'ping' })).toMatchObject({ control: { kind: 'alive' }, replies: ['{"type":"pong"}'] });
  expect(read({ type: 'connected', session_id: 's' }).control?.kind).toBe('alive');
  expect(read({ ...update([trade()]), type: 'subscribed/trade' }).control?.kind).toBe('subscribed');
  expect(read({ type: 'update/market_stats', channel: 'market_stats:all' })).toEqual({
    liquidations: [],
    rejects: [],
  });
  expect(read({ error: { code: 30003, message: 'Already Subscribed' } }).control?.kind).toBe('refused');
});
