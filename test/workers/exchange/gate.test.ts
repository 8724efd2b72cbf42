import { expect, test } from 'vitest';
import { answerReader, reader, sourceOf } from '../../support/exchange.ts';

const readAnswer = answerReader('gate');
const readMessage = reader('gate');
const order = (changes: object = {}) => ({
  time: 1760130005,
  contract: 'DOGE_USDT',
  size: 4000,
  order_size: -4000,
  order_price: '0.1500',
  fill_price: '0.1600',
  left: 0,
  ...changes,
});

test('by REST size is the position: above 0 a long died, at the average fill', () => {
  expect(readAnswer([order()], { contractSize: 10 })).toEqual({
    liquidations: [
      {
        exchange: 'gate',
        instrument: 'DOGE_USDT',
        symbol: 'DOGE',
        side: 'long',
        price: 0.16,
        priceKind: 'fill',
        quantity: 40_000, // 4,000 contracts of 10 coins
        notionalUsd: 6400,
        time: 1760130005000,
        id: 'DOGE_USDT|1760130005|4000|0.1500|0.1600|0|0',
      },
    ],
    rejects: [],
    page: { rows: 1, oldest: 1760130005000, newest: 1760130005000 },
  });
  const short = readAnswer([order({ size: -4000, order_size: 4000 })], { contractSize: 10 });
  expect(short.liquidations[0]?.side).toBe('short');
});

test('what found no taker was not sold', () => {
  const { liquidations } = readAnswer([order({ left: -1000 })], { contractSize: 10 });
  expect(liquidations[0]).toMatchObject({ quantity: 30_000, notionalUsd: 4800 });
  expect(readAnswer([order({ left: -4000, fill_price: '0' })], { contractSize: 10 })).toMatchObject({
    liquidations: [],
    rejects: [],
  });
});

test('sizes may be texts with decimals', () => {
  const row = order({ size: '-12.5', order_size: '12.5', left: '0' });
  expect(readAnswer([row], { contractSize: 10 }).liquidations[0]).toMatchObject({
    side: 'short',
    quantity: 125,
  });
});

test('an order on the side of its position is a reject', () => {
  expect(readAnswer([order({ order_size: 4000 })], { contractSize: 10 }).rejects).toHaveLength(1);
});

test('BTC_USD is inverse: one USD a contract, which the list states as 0', () => {
  const row = order({ contract: 'BTC_USD', size: 500, order_size: -500, fill_price: '50000' });
  for (const context of [{}, { contractSize: 0 }]) {
    expect(readAnswer([row], context).liquidations[0]).toMatchObject({ notionalUsd: 500, quantity: 0.01 });
  }
});

test('a quanto contract and one of unknown size are rejects', () => {
  expect(readAnswer([order({ contract: 'ETH_USD' })]).rejects[0]?.reason).toMatch(/quanto/);
  expect(readAnswer([order()]).rejects[0]?.retry).toBe(true);
});

test('names may be in any script, and dated', () => {
  const names = ['币安人生_USDT', 'ETH_USDT_20251226'];
  const rows = names.map(contract => order({ contract }));
  expect(readAnswer(rows, { contractSize: 1 }).liquidations.map(({ symbol }) => symbol)).toEqual([
    '币安人生',
    'ETH',
  ]);
});

const push = (...result: object[]) => ({
  time: 1760130006,
  time_ms: 1760130006123,
  channel: 'futures.public_liquidates',
  event: 'update',
  result,
});

test('by WebSocket size is the order: below 0 a long died; seconds and milliseconds are told apart', () => {
  const { liquidations } = readMessage(
    push(
      { price: '0.15', size: -20, time: 1760130006, contract: 'DOGE_USDT' },
      { price: '0.17', size: '7.5', time: 1760130006456, contract: 'DOGE_USDT' },
    ),
    { contractSize: 10 },
  );
  expect(liquidations).toMatchObject([
    {
      side: 'long',
      quantity: 200,
      notionalUsd: 30,
      time: 1760130006000,
      id: 'DOGE_USDT|1760130006|-20|0.15|0',
    },
    { side: 'short', quantity: 75, time: 1760130006456, id: 'DOGE_USDT|1760130006456|7.5|0.17|0' },
  ]);
});

test('milliseconds beside seconds are the time, seconds the identity', () => {
  const row = { price: '0.15', size: -20, time: 1760130006, time_ms: 1760130006789, contract: 'DOGE_USDT' };
  expect(readMessage(push(row), { contractSize: 10 }).liquidations[0]).toMatchObject({
    time: 1760130006789,
    id: 'DOGE_USDT|1760130006|-20|0.15|0',
  });
});

test('the sign on the WebSocket is a guess, so REST is what is ingested', () => {
  expect(sourceOf('gate')).toMatchObject({ primary: 'poll', sharedIdentity: false });
  expect(sourceOf('gate').unverified).toContain('the sign of size on the WebSocket');
});

test('pongs, acknowledgements, errors and other channels hold no liquidation', () => {
  expect(readMessage({ time: 1, channel: 'futures.pong', event: '', result: null }).control).toEqual({
    kind: 'alive',
  });
  expect(
    readMessage({ channel: 'futures.public_liquidates', event: 'subscribe', result: { status: 'success' } })
      .control,
  ).toEqual({ kind: 'subscribed' });
  expect(
    readMessage({ channel: 'futures.x', event: 'subscribe', error: { code: 2, message: 'no' } }).control
      ?.kind,
  ).toBe('refused');
  expect(readMessage({ channel: 'futures.trades', event: 'update', result: [{ size: 1 }] })).toEqual({
    liquidations: [],
    rejects: [],
  });
});

test('an hour at most is asked for, in seconds, with decimal sizes', () => {
  const poll = sourceOf('gate').polls[0];
  expect(poll?.window).toBe(3_600_000);
  expect(poll?.request({ target: '', from: 1760130000000, to: 1760133600000 })).toEqual({
    url: 'https://api.gateio.ws/api/v4/futures/usdt/liq_orders?from=1760130000&to=1760133599&limit=1000',
    method: 'GET',
    headers: { 'X-Gate-Size-Decimal': '1' },
    weight: 1,
  });
});

test('other lists hold no liquidation, unless liquidations had been asked for', () => {
  const candles = [{ t: 1760130000, o: '1', h: '2', l: '0.5', c: '1.5', v: 10 }];
  expect(readAnswer(candles)).toEqual({ liquidations: [], rejects: [] });
  expect(readAnswer(candles, { asked: '' }).rejects).toHaveLength(1);
  expect(readAnswer({ label: 'INVALID_PARAM_VALUE', message: 'span too wide' }).rejects[0]?.reason).toBe(
    'gate refused: "INVALID_PARAM_VALUE" "span too wide"',
  );
});
