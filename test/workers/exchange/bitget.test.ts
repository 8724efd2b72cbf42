import { expect, test } from 'vitest';
import { answerReader, reader } from '../../support/exchange.ts';

const read = reader('bitget');
const row = (changes: object = {}) => ({
  symbol: 'LINKUSDT',
  side: 'buy',
  price: '16.0',
  amount: '400.0',
  ts: '1760130000777',
  ...changes,
});
const push = (instType: string, ...data: object[]) => ({
  action: 'update',
  arg: { instType, topic: 'liquidation' },
  data,
  ts: 1760130001000,
});

test('side is the position, amount the quote notional', () => {
  expect(read(push('usdt-futures', row()))).toEqual({
    liquidations: [
      {
        exchange: 'bitget',
        instrument: 'LINKUSDT',
        symbol: 'LINK',
        side: 'long',
        price: 16,
        priceKind: 'bankruptcy',
        quantity: 25, // 400 / 16
        notionalUsd: 400,
        time: 1760130000777,
        id: 'LINKUSDT|1760130000777|buy|400.0|16.0|0',
      },
    ],
    rejects: [],
  });
  expect(read(push('usdt-futures', row({ side: 'sell' }))).liquidations[0]?.side).toBe('short');
});

test('a scaled symbol keeps its notional', () => {
  const event = read(push('usdt-futures', row({ symbol: '1000BONKUSDT', price: '0.02', amount: '50' })))
    .liquidations[0];
  expect(event).toMatchObject({ symbol: 'BONK', price: 0.00002, notionalUsd: 50 });
  expect(event?.quantity).toBeCloseTo(2_500_000, 3);
});

test('USDC contracts are told by name', () => {
  expect(read(push('usdc-futures', row({ symbol: 'BTCPERP' }))).liquidations[0]?.symbol).toBe('BTC');
});

test('the unit of coin-margined amounts is not known: a reject', () => {
  expect(read(push('coin-futures', row({ symbol: 'BTCUSD' }))).rejects).toHaveLength(1);
  expect(read(push('coin-futures', row())).rejects).toHaveLength(1);
});

test('REST has the same rows and pages by cursor while pages are full', () => {
  const answer = (count: number) => ({
    code: '00000',
    msg: 'success',
    data: {
      list: Array.from({ length: count }, (_, i) => row({ ts: String(1760130000000 + i) })),
      cursor: 'next',
    },
  });
  const readAnswer = answerReader('bitget');
  expect(readAnswer(answer(100), { asked: 'USDT-FUTURES' }).page).toEqual({
    rows: 100,
    oldest: 1760130000000,
    newest: 1760130000099,
    cursor: 'next',
  });
  expect(readAnswer(answer(99)).page?.cursor).toBeUndefined();
  expect(readAnswer({ code: '40034', msg: 'Parameter does not exist' }).rejects).toHaveLength(1);
  expect(readAnswer({ code: '00000', data: [{ longAccountRatio: '0.6' }] })).toEqual({
    liquidations: [],
    rejects: [],
  });
});

test('pongs, acknowledgements and the silent second version hold no liquidation', () => {
  expect(read('pong').control).toEqual({ kind: 'alive' });
  expect(
    read({ event: 'subscribe', arg: { instType: 'usdt-futures', topic: 'liquidation' } }).control?.kind,
  ).toBe('subscribed');
  expect(read({ event: 'error', code: 30001, msg: 'no such topic' }).control?.kind).toBe('refused');
  expect(
    read({ action: 'snapshot', arg: { instType: 'USDT-FUTURES', channel: 'ticker' }, data: [{}] }),
  ).toEqual({
    liquidations: [],
    rejects: [],
  });
});
