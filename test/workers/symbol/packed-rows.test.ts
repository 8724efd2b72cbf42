import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EXCHANGES } from '../../../schema/exchange.ts';
import type { LiquidationBar } from '../../../schema/market.ts';
import type { ExchangeRows, FeedDay, MarketRows, StoredCandle } from '../../../workers/symbol/market-rows.ts';
import { deflate } from '../../../workers/symbol/pack/deflate.ts';
import { packRows, unpackRows } from '../../../workers/symbol/pack/packed-rows.ts';

const DAY = Date.UTC(2026, 0, 5);
const candle: StoredCandle = {
  ...{
    time: DAY,
    step: 300_000,
    open: 64_000.1,
    high: 64_010,
    low: 63_990.5,
    close: 64_001.7,
    volume: 12.345,
  },
};
const only = (rows: Partial<ExchangeRows>): MarketRows =>
  new Map([['okx', { candles: [], bars: [], feeds: [], ...rows }]]);
const back = async (rows: MarketRows) => unpackRows(await packRows(rows));

/** Whole, decimal and any numbers, zeros of both signs, and the ends of what a double can hold. */
const value = fc.oneof(
  fc.integer({ min: -5, max: 1_000_000 }),
  fc.integer({ min: 0, max: 10_000_000_000 }).map(n => n / 1e8),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 5e-324, 1.7976931348623157e308, 2 ** 53, 2 ** 50 + 1, -(2 ** 50), 0.1 + 0.2),
);
const small = fc.integer({ min: 0, max: 100_000 }).map(n => n / 100);
const plain = { noNullPrototype: true };
const sum = fc.tuple(small, small, small).map(([a, b, c]) => a + b / 10 + c);
/** Series of one kind each, and series of any kinds. */
const anyRows = (number: fc.Arbitrary<number>): fc.Arbitrary<MarketRows> => {
  const fields = { time: number, step: number };
  const prices = { open: number, high: number, low: number, close: number, volume: number };
  const candles: fc.Arbitrary<StoredCandle> = fc.record(
    { ...fields, ...prices, buyVolume: number, openInterest: number },
    { ...plain, requiredKeys: ['time', 'step', 'open', 'high', 'low', 'close', 'volume'] },
  );
  const bars: fc.Arbitrary<LiquidationBar> = fc.record(
    { ...fields, longUsd: number, shortUsd: number, count: number },
    { ...plain, requiredKeys: ['time', 'step'] },
  );
  const told = fc.uint8Array({ maxLength: 9 }).map(bytes => Uint8Array.from(bytes));
  const feeds: fc.Arbitrary<FeedDay> = fc.record(
    { day: number, feed: fc.string({ unit: 'grapheme' }), told },
    plain,
  );
  const rows = fc.record(
    {
      candles: fc.array(candles, { maxLength: 12 }),
      bars: fc.array(bars, { maxLength: 12 }),
      feeds: fc.array(feeds, { maxLength: 3 }),
    },
    plain,
  );
  return fc
    .uniqueArray(fc.tuple(fc.constantFrom(...EXCHANGES), rows), { maxLength: 3, selector: ([name]) => name })
    .map(entries => new Map(entries));
};

test('any rows come back to the last bit, what is missing missing and what is 0 as 0', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyRows(value), anyRows(small), anyRows(sum)), async rows => {
      expect([...(await back(rows))]).toStrictEqual([...rows]);
    }),
    { numRuns: 200, seed: 11 },
  );
});

test('numbers that no decimal stands for come back', async () => {
  const values = [-0, 5e-324, -5e-324, Number.MAX_VALUE, 2 ** 53, 0.1 + 0.2, 1e-9, 0, 1 / 3];
  const candles = values.map(volume => ({ ...candle, volume }));
  const rows = (await back(only({ candles }))).get('okx');
  rows?.candles.forEach(({ volume }, i) => {
    expect(Object.is(volume, values[i]), String(values[i])).toBe(true);
  });
  expect(rows?.candles).toHaveLength(values.length);
});

test('sums of decimals come back with the error of their addition, and take less room than doubles', async () => {
  // 0.1 + 0.2 is 0.30000000000000004: each of these is a decimal but for its last bits.
  const sums = Array.from({ length: 200 }, (_, i) => ({
    ...{ time: DAY + i * 60_000, step: 60_000 },
    longUsd: ((i * 7919) % 1000) * 0.1 + ((i * 104_729) % 9973) * 0.7,
  }));
  const packed = await packRows(only({ bars: sums }));
  expect((await unpackRows(packed)).get('okx')?.bars).toStrictEqual(sums);
  // As doubles they would take 2.5 bytes each.
  expect(packed.length / 200).toBeLessThan(2.2);
});

test('a bar that nobody counted is kept apart from one that counted nothing', async () => {
  const bars: LiquidationBar[] = [
    { time: DAY, step: 60_000, longUsd: 0, shortUsd: 5_000.25, count: 0 },
    { time: DAY + 120_000, step: 60_000, longUsd: 7 },
    { time: DAY + 180_000, step: 86_400_000 },
  ];
  expect((await back(only({ bars }))).get('okx')?.bars).toStrictEqual(bars);
});

test('what feeds told of a day comes back minute by minute, and takes little room', async () => {
  const told = new Uint8Array(1440).fill(61);
  told[7] = 0;
  const feeds = ['allLiquidation.BTCUSDT', 'Zwangsschließungen'].map(feed => ({ day: DAY, feed, told }));
  const packed = await packRows(only({ feeds }));
  expect(packed.length).toBeLessThan(120);
  expect((await unpackRows(packed)).get('okx')?.feeds).toStrictEqual(feeds);
});

test('a number that is not finite is refused by its name', async () => {
  const packed = (close: number) => packRows(only({ candles: [candle, { ...candle, close }] }));
  await expect(packed(Number.NaN)).rejects.toThrow('okx candle close: expected a finite number, got NaN');
  const bars = [{ time: DAY, step: 60_000, shortUsd: Number.POSITIVE_INFINITY }];
  await expect(packRows(only({ bars }))).rejects.toThrow(
    'okx bar shortUsd: expected a finite number, got Infinity',
  );
});

test('cut bytes, bytes of another version and exchanges that nobody knows are refused', async () => {
  const packed = await packRows(
    only({ candles: [candle, { ...candle, time: DAY + 300_000, close: 1 / 3 }] }),
  );
  for (let length = 1; length < packed.length; length++)
    await expect(unpackRows(packed.subarray(0, length)), `${length} bytes`).rejects.toThrow(RangeError);
  await expect(unpackRows(Uint8Array.of(2, ...packed.subarray(1)))).rejects.toThrow(
    'expected version 1, got 2',
  );
  const unknown = Uint8Array.of(1, ...(await deflate(Uint8Array.of(1, 57))));
  await expect(unpackRows(unknown)).rejects.toThrow('expected a stored place that is known, got 57');
});
