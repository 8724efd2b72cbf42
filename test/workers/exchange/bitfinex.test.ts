import { expect, test } from 'vitest';
import { answerReader, reader } from '../../support/exchange.ts';

const read = reader('bitfinex');
const row = (amount: number, isMatch: number, symbol = 'tSOLF0:USTF0') => [
  'pos',
  900001,
  1760130000888,
  null,
  symbol,
  amount,
  155.25,
  null,
  isMatch,
  1,
  null,
  150,
];

test('the sign of the amount is the position; an execution counts at the acquired price', () => {
  expect(read([17, [row(2.5, 1)]])).toEqual({
    liquidations: [
      {
        exchange: 'bitfinex',
        instrument: 'tSOLF0:USTF0',
        symbol: 'SOL',
        side: 'long',
        price: 150,
        priceKind: 'fill',
        quantity: 2.5,
        notionalUsd: 375,
        time: 1760130000888,
        id: '900001|1760130000888|1|2.5|0',
      },
    ],
    rejects: [],
  });
  expect(read([17, [row(-0.002, 1)]]).liquidations[0]).toMatchObject({ side: 'short', quantity: 0.002 });
});

test('the trigger of a position is not counted beside its executions', () => {
  expect(read([17, [row(2.5, 0)]])).toEqual({ liquidations: [], rejects: [] });
  expect(
    read([17, [row(2.5, 0), row(1, 1), row(1.5, 1)]]).liquidations.map(({ quantity }) => quantity),
  ).toEqual([1, 1.5]);
});

test('margin pairs and paper trading are no derivatives', () => {
  expect(read([17, [row(1, 1, 'tBTCUSD'), row(1, 1, 'tTESTBTCF0:TESTUSDTF0')]])).toEqual({
    liquidations: [],
    rejects: [],
  });
});

test('REST nests rows once more', () => {
  const reading = answerReader('bitfinex')([[row(-3, 1)], [row(4, 0)]], { asked: '' });
  expect(reading.liquidations).toHaveLength(1);
  expect(reading.page?.rows).toBe(2);
  expect(answerReader('bitfinex')([], { asked: '' }).page).toEqual({ rows: 0 });
});

test('heartbeats, events and other channels hold no liquidation', () => {
  expect(read([17, 'hb']).control).toEqual({ kind: 'alive' });
  expect(read({ event: 'subscribed', channel: 'status', chanId: 17, key: 'liq:global' }).control?.kind).toBe(
    'subscribed',
  );
  expect(read({ event: 'info', code: 20051, msg: 'restart' }).control?.kind).toBe('closing');
  expect(read({ event: 'error', code: 10300, msg: 'subscribe: dup' }).control?.kind).toBe('refused');
  expect(read([18, 'te', [1, 1760130000888, 0.5, 150]])).toEqual({ liquidations: [], rejects: [] });
});

test('a row that is cut short is a reject', () => {
  expect(read([17, [row(1, 1).slice(0, 9)]]).rejects[0]?.reason).toBe(
    'bitfinex PRICE_ACQUIRED: expected a number, got nothing',
  );
});
