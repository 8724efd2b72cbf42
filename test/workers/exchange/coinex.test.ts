import { expect, test } from 'vitest';
import { answerReader, reader } from '../../support/exchange.ts';

const readAnswer = answerReader('coinex');
const row = (changes: object = {}) => ({
  market: 'XRPUSDT',
  side: 'short',
  liq_price: '2.50',
  liq_amount: '400',
  bkr_price: '2.55',
  created_at: 1760130000600,
  ...changes,
});
const answer = (...data: object[]) => ({ code: 0, data, message: 'OK', pagination: { has_next: false } });

test('side is the position and the price where liquidation was triggered', () => {
  expect(readAnswer(answer(row()), { asked: 'XRPUSDT' })).toEqual({
    liquidations: [
      {
        exchange: 'coinex',
        instrument: 'XRPUSDT',
        symbol: 'XRP',
        side: 'short',
        price: 2.5,
        priceKind: 'trigger',
        quantity: 400,
        notionalUsd: 1000,
        time: 1760130000600,
        id: 'XRPUSDT|1760130000600|short|400|2.50|0',
      },
    ],
    rejects: [],
    page: { rows: 1, oldest: 1760130000600, newest: 1760130000600 },
  });
});

test('blanks around a market are no part of its name', () => {
  expect(readAnswer(answer(row({ market: ' XRPUSDT' }))).liquidations[0]).toMatchObject({
    instrument: 'XRPUSDT',
    id: 'XRPUSDT|1760130000600|short|400|2.50|0',
  });
});

test('equal rows are events of their own', () => {
  expect(readAnswer(answer(row(), row())).liquidations.map(({ id }) => id.at(-1))).toEqual(['0', '1']);
});

test('the unit of inverse markets is not known: a reject', () => {
  expect(readAnswer(answer(row({ market: 'BTCUSD' }))).rejects).toHaveLength(1);
  expect(readAnswer(answer(row({ market: 'DOTUSD' }))).rejects).toHaveLength(1);
});

test('empty lists, other data and errors hold no liquidation', () => {
  expect(readAnswer(answer(), { asked: 'XRPUSDT' }).page).toEqual({ rows: 0 });
  expect(readAnswer(answer({ market: 'XRPUSDT', last: '2.5' }))).toEqual({ liquidations: [], rejects: [] });
  expect(readAnswer({ code: 3008, data: {}, message: 'busy' }).rejects[0]?.reason).toBe(
    'coinex refused: "3008" "busy"',
  );
  expect(reader('coinex')({ method: 'deals.update', data: {}, id: null })).toEqual({
    liquidations: [],
    rejects: [],
  });
});
