import fc from 'fast-check';
import { EXCHANGES } from '../../schema/exchange.ts';
import type { FeedMinute, Instrument, Liquidation, MarginTier } from '../../schema/market.ts';
import { DAY, INTERVALS, MINUTE } from '../../schema/range.ts';
import type { BatchRow, IngestBatch } from '../../workers/ingest/batch.ts';

/** Any text at all, halves of characters and what JSON has to escape among it. */
export const anyText = (maxLength = 700) =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength }),
    fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength })
      .map(units => units.map(unit => String.fromCharCode(unit)).join('')),
    fc.integer({ min: 0, max: maxLength }).map(length => '"'.repeat(length)),
  );

const name = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom('B', '-', '|', '1', 'é', '中'), minLength: 1, maxLength });
const exchange = fc.constantFrom(...EXCHANGES);
const step = fc.constantFrom(...Object.values(INTERVALS));
/** A number within bounds, these among them more often than by chance. */
const within = (min: number, max: number) =>
  fc.oneof(fc.constantFrom(min, max), fc.double({ min, max, noNaN: true }));
const SMALLEST = Number.MIN_VALUE;

/** Rows of every part as producers may rightly make them at `now`, at the bounds of what is plausible as well. */
export function goodRows(now: number): { [Part in keyof IngestBatch]-?: fc.Arbitrary<BatchRow<Part>> } {
  const time = fc.integer({ min: now - 28 * DAY, max: now }).map(at => at - (at % 1_000));
  const track = { symbol: name(40), exchange };
  const liquidation: fc.Arbitrary<Liquidation> = fc.record({
    ...{ ...track, instrument: name(300), id: name(300), time },
    side: fc.constantFrom('long', 'short'),
    priceKind: fc.constantFrom('fill', 'bankruptcy', 'trigger'),
    price: within(1e-15, 1e9),
    quantity: within(SMALLEST, 1e21),
    notionalUsd: within(SMALLEST, 1e10),
  });
  const instrument: fc.Arbitrary<Instrument> = fc.record({
    ...{ ...track, instrument: name(300), quote: name(40) },
    kind: fc.constantFrom('linear', 'inverse'),
    contractSize: within(1e-12, 1e12),
  });
  const tier: fc.Arbitrary<MarginTier> = fc.record({
    ...{ exchange, instrument: name(300) },
    minNotionalUsd: within(0, 1e13),
    maintenanceMarginRate: within(SMALLEST, 0.001),
    maxLeverage: within(1, 10_000),
    maintenanceDeductionUsd: within(0, 1e13),
  });
  const candle: fc.Arbitrary<BatchRow<'candles'>> = fc
    .tuple(
      fc.record({ ...track, time: time.map(at => at - DAY), step, volume: within(0, 1e4) }),
      fc.array(within(1e-3, 1), { minLength: 4, maxLength: 4 }),
      within(1e-12, 1e9),
      fc.option(within(0, 1), { nil: undefined }),
    )
    .map(([row, shares, highest, bought]) => {
      const prices = shares.map(share => share * highest).sort((a, b) => a - b) as [
        number,
        number,
        number,
        number,
      ];
      const [low, open, close, high] = prices;
      return {
        ...row,
        open,
        high,
        low,
        close,
        ...(bought !== undefined && { buyVolume: row.volume * bought }),
      };
    });
  const minute: fc.Arbitrary<FeedMinute> = fc
    .record({
      ...{ exchange, feed: name(60), time },
      seconds: fc.integer({ min: 0, max: 60 }),
      events: fc.nat(),
      delay: fc.option(fc.double({ min: -1e12, max: MINUTE, noNaN: true }), { nil: undefined }),
      error: fc.option(anyText(), { nil: undefined }),
      repaired: fc.option(fc.constant(true as const), { nil: undefined }),
    })
    .map(
      row => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as FeedMinute,
    );
  const bar: fc.Arbitrary<BatchRow<'liquidationBars'>> = fc.record(
    {
      ...{ ...track, time: time.map(at => at - DAY), step },
      ...{ longUsd: within(0, 1e13), shortUsd: within(0, 1e13), count: fc.nat() },
    },
    { requiredKeys: ['symbol', 'exchange', 'time', 'step'] },
  );
  return {
    instruments: instrument,
    marginTiers: tier,
    candles: candle,
    openInterest: fc.record({ ...track, time, openInterest: within(0, 1e21) }),
    accountRatios: fc.record({ ...track, time, ratio: within(0, 1e6) }),
    liquidations: liquidation,
    secondHand: liquidation,
    liquidationBars: bar,
    coverage: minute,
    rejects: fc.record({ source: name(60), time, reason: anyText(), payload: anyText() }),
  };
}

/** A batch of such rows. */
export const goodBatch = (now: number, maxLength = 4): fc.Arbitrary<IngestBatch> =>
  fc.record(
    Object.fromEntries(
      Object.entries(goodRows(now)).map(([part, row]) => [
        part,
        fc.array(row as fc.Arbitrary<object>, { maxLength }),
      ]),
    ),
    { requiredKeys: [] },
  ) as fc.Arbitrary<IngestBatch>;

/** What nobody takes for a row of any part, made of one. */
export const POISONS: readonly ((row: object) => unknown)[] = [
  row => ({ ...row, fee: 1 }),
  row => ({ ...row, exchange: 'mtgox' }),
  row => ({ ...row, time: '2026-01-05' }),
  row => ({ ...row, time: 4e12 }),
  row => [row],
  () => ({}),
  () => null,
  () => 'x'.repeat(20_000),
  () => JSON.parse('{"__proto__":{"exchange":"okx"},"constructor":1}'),
];
