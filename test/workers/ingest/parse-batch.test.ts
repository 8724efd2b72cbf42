import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Liquidation } from '../../../schema/market.ts';
import { DAY, MINUTE } from '../../../schema/range.ts';
import type { IngestBatch } from '../../../workers/ingest/batch.ts';
import { parseBatch } from '../../../workers/ingest/parse-batch.ts';
import { goodRows, POISONS } from '../../support/any-batch.ts';

const now = Date.UTC(2026, 0, 5, 12);
const event: Liquidation = {
  ...{ exchange: 'binance', instrument: 'BTCUSDT', symbol: 'BTC', side: 'long', priceKind: 'fill' },
  ...{ price: 50_000, quantity: 0.5, notionalUsd: 25_000, time: now - MINUTE, id: 'BTCUSDT|1' },
};
const candle = {
  ...{ symbol: 'BTC', exchange: 'okx', time: now - 5 * MINUTE, step: 5 * MINUTE },
  ...{ open: 100, high: 101, low: 99, close: 100.5, volume: 12 },
};
const parse = (batch: object) => parseBatch(JSON.stringify(batch), now);
/** Why the only row of a part that is refused is. */
function refusal(batch: object): string | undefined {
  const [refused] = Object.values(parse(batch).refused);
  expect(refused?.rows).toBe(1);
  return refused?.reasons[0];
}

test('null is as if the field were not there, where it may be absent', () => {
  expect(parse({ candles: [{ ...candle, buyVolume: null }] }).batch.candles).toEqual([candle]);
  expect(refusal({ candles: [{ ...candle, volume: null }] })).toBe(
    'candles.volume: expected a number, got null',
  );
});

test('a batch with poisoned rows in any part keeps all others, and counts those', () => {
  const rows = goodRows(now);
  const parts = Object.keys(rows) as (keyof IngestBatch)[];
  const members = Object.fromEntries(
    parts.map(part => [
      part,
      fc.array(
        fc.tuple(
          rows[part] as fc.Arbitrary<object>,
          fc.option(fc.constantFrom(...POISONS), { nil: undefined }),
        ),
        { maxLength: 4 },
      ),
    ]),
  );
  fc.assert(
    fc.property(fc.record(members), given => {
      const posted = Object.entries(given).map(([part, pairs]) => [
        part,
        pairs.map(([row, poison]) => (poison ? poison(row) : row)),
      ]);
      const { batch, refused, rejects } = parse(Object.fromEntries(posted));
      for (const [part, pairs] of Object.entries(given)) {
        const good = pairs.filter(([, poison]) => !poison);
        expect(batch[part as keyof IngestBatch], part).toHaveLength(good.length);
        expect(refused[part]?.rows ?? 0, part).toBe(pairs.length - good.length);
      }
      const poisoned = Object.values(given).flatMap(pairs => pairs.filter(([, poison]) => poison)).length;
      expect(rejects).toHaveLength(poisoned);
      for (const { reason, payload } of rejects) {
        expect(reason.length).toBeLessThanOrEqual(500);
        expect(payload.length).toBeLessThanOrEqual(500);
      }
    }),
    { numRuns: 50 },
  );
});

describe('a row is refused alone, naming what was expected, for', () => {
  test.each([
    ['buy and sell', { side: 'buy' }, 'liquidations.side: expected one of long, short, got "buy"'],
    ['a number as text', { price: '1' }, 'liquidations.price: expected a number, got "1"'],
    [
      'a missing field',
      { id: undefined },
      'liquidations.id: expected a text of 1 to 300 characters, got nothing',
    ],
    [
      'an unknown exchange',
      { exchange: 'mtgox' },
      /liquidations\.exchange: expected one of binance, .* got "mtgox"/,
    ],
    ['a fraction of a millisecond', { time: 1.5 }, 'liquidations.time: expected a whole number, got 1.5'],
    [
      'a time in seconds',
      { time: 1_767_614_400 },
      'liquidations.time: expected a number of at least 1262304000000 and at most 4102444799999, got 1767614400',
    ],
    [
      'more than was ever liquidated',
      { notionalUsd: 1e11 },
      'liquidations.notionalUsd: expected a number of above 0 and at most 10000000000, got 100000000000',
    ],
    ['an unknown field', { fee: 1 }, /liquidations: expected fields exchange, .*, got "fee"/],
    [
      'a time that has not come',
      { time: now + 11 * MINUTE },
      'liquidations.time: expected no later than 2026-01-05T12:10:00.000Z, got 2026-01-05T12:11:00.000Z',
    ],
    [
      'an event that may have been pruned',
      { time: now - 30 * DAY },
      'liquidations.time: expected one of the last 29 days, got 2025-12-06T12:00:00.000Z',
    ],
  ])('%s', (_, changed, reason) => {
    expect(refusal({ liquidations: [{ ...event, ...changed }] })).toMatch(reason);
  });

  test.each([
    [
      'a close above the high',
      { close: 101.5 },
      'candles.high: expected at least 101.5 (the close), got 101',
    ],
    ['an open below the low', { open: 98 }, 'candles.low: expected at most 98 (the open), got 99'],
    [
      'a price of 0',
      { low: 0 },
      'candles.low: expected a number of at least 1e-15 and at most 1000000000, got 0',
    ],
    ['a volume below 0', { volume: -1 }, /^candles\.volume: expected a number of at least 0 .* got -1$/],
    ['a step that is none', { step: 7 }, /^candles\.step: expected the milliseconds of 1m, .* got 7$/],
    [
      'a candle that is not over',
      { time: now, step: 15 * MINUTE },
      'candles.time: expected no later than 2026-01-05T12:10:00.000Z, got 2026-01-05T12:15:00.000Z',
    ],
  ])('%s', (_, changed, reason) => {
    expect(refusal({ candles: [{ ...candle, ...changed }] })).toMatch(reason);
  });

  test.each([
    ['a row that is no object', { candles: [1] }, 'candles: expected an object, got 1'],
    ['a part that is no list', { candles: {} }, 'candles: expected an array, got {}'],
    ['a part nobody knows', { trades: [] }, /^batch: expected parts instruments, .*, got "trades"$/],
    [
      'a part of any object',
      { constructor: [] },
      /^batch: expected parts instruments, .*, got "constructor"$/,
    ],
    [
      'a mark that is no mark',
      { coverage: [{ exchange: 'okx', feed: 'public', time: now, seconds: 1, events: 0, repaired: false }] },
      'coverage.repaired: expected true or nothing, got false',
    ],
    [
      'open interest below 0',
      { openInterest: [{ symbol: 'BTC', exchange: 'okx', time: now, openInterest: -1 }] },
      'openInterest.openInterest: expected a number of at least 0 and at most 1e+21, got -1',
    ],
    [
      'a rate in percent',
      {
        marginTiers: [
          {
            ...{ exchange: 'okx', instrument: 'BTC-USDT-SWAP', minNotionalUsd: 0, maxLeverage: 100 },
            ...{ maintenanceMarginRate: 0.4, maintenanceDeductionUsd: 0 },
          },
        ],
      },
      'marginTiers.maintenanceMarginRate: expected at most 0.1 at 100×, got 0.4',
    ],
  ])('%s', (_, batch, reason) => {
    expect(refusal(batch)).toMatch(reason);
  });
});

test('clocks that differ by some minutes are no reason to refuse a row', () => {
  const { batch, refused } = parse({ liquidations: [{ ...event, time: now + 10 * MINUTE }] });
  expect([batch.liquidations?.length, refused]).toEqual([1, {}]);
});

test('the first few reasons are named, each once', () => {
  const rows = ['a', 'a', 'b', 'c', 'd'].map(side => ({ ...event, side }));
  expect(parse({ liquidations: rows }).refused).toEqual({
    liquidations: {
      rows: 5,
      reasons: ['a', 'b', 'c'].map(side => `liquidations.side: expected one of long, short, got "${side}"`),
    },
  });
});

test('a refused row is kept as a reject of its exchange, or of nobody', () => {
  const { rejects } = parse({ liquidations: [{ ...event, side: 'buy' }, 'x'] });
  expect(rejects).toEqual([
    {
      ...{ source: 'binance', time: now },
      reason: 'liquidations.side: expected one of long, short, got "buy"',
      payload: JSON.stringify({ ...event, side: 'buy' }),
    },
    { source: 'ingest', time: now, reason: 'liquidations: expected an object, got "x"', payload: '"x"' },
  ]);
});

test('what an older relay tells of a message that nobody could read is cut, not refused', () => {
  const note = { source: 'bybit', time: now, reason: 'r'.repeat(2_000) };
  const { batch, refused } = parse({
    rejects: [
      { ...note, payload: '' },
      { ...note, payload: 'x'.repeat(12_000) },
    ],
    coverage: [
      { exchange: 'bybit', feed: 'linear', time: now, seconds: 0, events: 0, error: 'e'.repeat(301) },
    ],
  });
  expect(refused).toEqual({});
  expect(batch.rejects?.map(({ reason, payload }) => [reason.length, payload.length])).toEqual([
    [500, 0],
    [500, 500],
  ]);
  expect(batch.coverage?.[0]?.error).toBe(`${'e'.repeat(299)}…`);
});

describe('no batch at all is', () => {
  test.each([
    ['no JSON', '{', 'batch: expected JSON, got "{"'],
    ['nothing', '', 'batch: expected JSON, got ""'],
    ['a list', '[]', 'batch: expected an object, got []'],
    ['null', 'null', 'batch: expected an object, got null'],
  ])('%s', (_, text, message) => {
    expect(() => parseBatch(text, now)).toThrow(message);
  });
});
