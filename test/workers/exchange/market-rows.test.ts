import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../schema/fault.ts';
import {
  accountRatioFault,
  candleFault,
  instrumentFault,
  marginTierFault,
  openInterestFault,
} from '../../../schema/plausible.ts';
import type { Adapter } from '../../../workers/exchange/adapter.ts';
import { ADAPTERS } from '../../../workers/exchange/index.ts';
import { answered, SHAPES, type Shape } from '../../support/shapes/shapes.ts';
import { TIER_SHAPES, type TierShape } from '../../support/shapes/tiers.ts';
import type { Row } from '../../support/shapes/told.ts';

/** What stands where a number should, and is none. */
const UNREADABLE = ['NaN', 'Infinity', '0x10', 'n/a', {}, [[1]], true, false];
/** What is said of nothing. */
const ABSENT = ['', null, undefined];
const GIANT = '1e308';
const TINY = '1e-320';
/** Minutes and nanoseconds, which no venue counts in, and what is no time. */
const NO_TIME = [29_335_500, 1.76013e18, -1, 0, '1970-01-01T00:00:00Z', '2199-01-01T00:00:00Z'];

/** Numbers that a field of this meaning cannot have. Prices are from 1.5 to 2.5. */
const IMPOSSIBLE: Record<string, readonly unknown[]> = {
  open: ['2.6', '1.4', '0', '-2', GIANT, TINY, '2000000000'],
  close: ['2.6', '1.4', '0', '-2', GIANT, TINY],
  high: ['2.1', '1', '0', '-2', GIANT, '16000'],
  low: ['2.1', '0', '-1.5', TINY, '0.0001', GIANT],
  volume: ['-1', GIANT, '1e30'],
  buyVolume: ['-1', GIANT, '71'],
  openInterest: ['-5', '1e100', GIANT],
  ratio: ['-1', GIANT, '1e9'],
  size: ['0', GIANT, TINY, '1e20'],
  time: NO_TIME,
  name: [],
};

test('every reader of every venue is tried here', () => {
  const tried = new Set([...SHAPES, ...TIER_SHAPES].map(shape => `${shape.exchange} ${readerOf(shape)}`));
  const readers = Object.values(ADAPTERS as Record<string, Adapter>).flatMap(({ exchange, market = {} }) =>
    Object.keys(market).map(reader => `${exchange} ${reader}`),
  );
  expect(
    readers.filter(reader => !tried.has(reader)),
    'readers without an answer of their venue in test/support/shapes',
  ).toEqual([]);
});

const readerOf = (shape: Shape | TierShape): string => ('reader' in shape ? shape.reader : 'marginTiers');

const isOptional = ({ optional = [] }: Shape, meaning: string) => optional.includes(meaning);

/** The row with one of its fields replaced; undefined leaves it out. */
function withField(row: Row, key: string | number, value: unknown): Row {
  if (Array.isArray(row)) return row.map((own, i) => (i === key ? value : own));
  const { [key]: _replaced, ...others } = row;
  return value === undefined ? others : { ...row, [key]: value };
}

/** Every poison for every field of a row. */
function* poisonedRows(shape: Shape, row: Row): Generator<{ poison: string; row: unknown }> {
  for (const [meaning, key] of Object.entries(shape.fields)) {
    // A name is a text of which nothing is known: only what is no text is none.
    const unreadable =
      meaning === 'name' ? UNREADABLE.filter(value => typeof value !== 'string') : UNREADABLE;
    const absent = isOptional(shape, meaning) ? [] : ABSENT;
    for (const value of [...unreadable, ...absent, ...(IMPOSSIBLE[meaning] ?? [])])
      yield {
        poison: `${meaning} ${JSON.stringify(value) ?? 'missing'}`,
        row: withField(row, key, value),
      };
  }
  for (const value of [null, 'x', 7, true]) yield { poison: JSON.stringify(value), row: value };
}

const faultOf = {
  candles: candleFault,
  openInterest: openInterestFault,
  openInterestHistory: openInterestFault,
  accountRatios: accountRatioFault,
  instruments: instrumentFault,
} as unknown as Record<Shape['reader'], (row: object) => Fault | undefined>;

const isSingle = (shape: Shape) =>
  shape.reader === 'openInterest' && ['binance', 'aster', 'htx'].includes(shape.exchange);

describe.each(SHAPES)('$exchange $reader', shape => {
  const good = shape.read(answered(shape));

  test('three rows are three rows, and nothing is set aside', () => {
    expect(good.rows).toHaveLength(isSingle(shape) ? 1 : 3);
    expect(good.rejects).toEqual([]);
    for (const row of good.rows) expect(faultOf[shape.reader](row)).toBeUndefined();
  });

  test('a row that is wrong in any way is set aside alone, with its reason and itself', () => {
    const places = isSingle(shape) ? [0] : [0, 1, 2];
    for (const place of places)
      for (const { poison, row } of poisonedRows(shape, shape.row(place))) {
        // Answers of one object are none where they are no object.
        if (isSingle(shape) && (typeof row !== 'object' || row === null || Array.isArray(row))) continue;
        const { rows, rejects } = shape.read(answered(shape, { [place]: row }));
        expect(rows, poison).toEqual(good.rows.filter((_, i) => i !== place));
        expect(rejects, poison).toHaveLength(1);
        expect(rejects[0]?.reason, poison).toMatch(new RegExp(`^${shape.exchange} .*expected .*got `));
        expect(rejects[0]?.payload.length, poison).toBeLessThanOrEqual(500);
      }
  });

  test('where the venue may say nothing, nothing is told and nothing set aside', () => {
    for (const meaning of shape.optional ?? []) {
      const key = shape.fields[meaning] as string | number;
      for (const value of ABSENT) {
        const { rows, rejects } = shape.read(answered(shape, { 1: withField(shape.row(1), key, value) }));
        expect(rejects).toEqual([]);
        expect(rows.filter((_, i) => i !== 1 || rows.length < 3)).toEqual([good.rows[0], good.rows[2]]);
      }
    }
  });

  test('whatever stands in a row, the others are read and nothing passes that cannot be', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 }), fc.nat(), wild(), (place, which, value) => {
        if (isSingle(shape)) return;
        const keys = Object.values(shape.fields);
        const row = withField(shape.row(place), keys[which % keys.length] as string | number, value);
        const { rows, rejects } = shape.read(answered(shape, { [place]: row }));
        for (const other of good.rows.filter((_, i) => i !== place)) expect(rows).toContainEqual(other);
        for (const found of rows) expect(faultOf[shape.reader](found)).toBeUndefined();
        expect(rows.length + rejects.length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 60 },
    );
  });

  test('any JSON and any text is an answer that is read, or an error that names the venue', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(fc.jsonValue()).map(rows => JSON.stringify(shape.answer(rows as Row[]) ?? null)),
    );
    fc.assert(
      fc.property(texts, text => {
        expectSound(
          () => shape.read(text),
          rows => rows.every(row => faultOf[shape.reader](row) === undefined),
          shape.exchange,
        );
      }),
      { numRuns: 60 },
    );
  });
});

/** JSON values, and numbers that markets do not have, as texts and as numbers. */
const wild = () =>
  fc.oneof(
    fc.jsonValue(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double().map(String),
    fc.constantFrom(...UNREADABLE, ...ABSENT, GIANT, TINY, ...NO_TIME),
  );

function expectSound<Row>(
  read: () => { rows: Row[]; rejects: { reason: string }[] },
  isSound: (rows: Row[]) => boolean,
  exchange: string,
): void {
  let answer: ReturnType<typeof read>;
  try {
    answer = read();
  } catch (error) {
    expect((error as Error).message).toMatch(new RegExp(`^${exchange}[ :]`));
    return;
  }
  expect(isSound(answer.rows)).toBe(true);
  expect(answer.rejects.every(({ reason }) => reason.length > 0)).toBe(true);
}

/** Numbers that a field of a tier cannot have. */
const NO_TIER: Record<string, readonly unknown[]> = {
  notional: ['-1', '1e308', TINY.replace('-', '')],
  rate: ['50', '0', '-0.01', '1e308', '2.5'],
  leverage: ['0', '-5', '1e308', '0.01', TINY],
  margin: ['0', '-0.01', '1e308', TINY],
  levels: ['0', '-1', '1.5', '1e7'],
};

const tiersOf = ({ tier, answer, exchange, contracts }: TierShape, second: unknown, of: number): string => {
  const own = [0, 1, 2].map(tier);
  const all = Array.from({ length: contracts }, (_, i) =>
    i === of ? [own[0], second, own[2]] : own,
  ) as Row[][];
  return JSON.stringify(answer(all, exchange));
};

describe.each(TIER_SHAPES)('$exchange marginTiers', shape => {
  const count = shape.count ?? 3;
  const middle = shape.tier(1) as Row;
  const good = shape.read(tiersOf(shape, middle, 0));
  const last = shape.contracts - 1;
  const others = good.rows.filter(row => row.instrument !== good.rows[last * count]?.instrument);

  test('the tiers of each contract are read, each with what makes the margin continuous', () => {
    expect(good.rejects).toEqual([]);
    expect(good.rows).toHaveLength(shape.contracts * count);
    // 1,000 · (0.01 − 0.005) = 5; 5 + 2,000 · (0.015 − 0.01) = 15.
    const deductions = good.rows.slice(0, count).map(row => row.maintenanceDeductionUsd);
    expect(deductions.map(usd => Math.round(usd * 1e6) / 1e6)).toEqual([0, 5, 15].slice(0, count));
  });

  test('where one tier is wrong in any way all of its contract are set aside, and no other contract', () => {
    for (const [meaning, key] of Object.entries(shape.fields))
      for (const value of [...UNREADABLE, ...ABSENT, ...(NO_TIER[meaning] ?? [])]) {
        const poison = `${meaning} ${JSON.stringify(value) ?? 'missing'}`;
        const { rows, rejects } = shape.read(tiersOf(shape, withField(middle, key, value), last));
        expect(rows, poison).toEqual(others);
        expect(rejects.length, poison).toBeGreaterThan(0);
        for (const { reason, payload } of rejects) {
          expect(reason, poison).toMatch(new RegExp(`^${shape.exchange} .*expected .*got `));
          expect(payload.length, poison).toBeLessThanOrEqual(500);
        }
      }
  });

  test('whatever stands in a tier, its contract has all of them or none, and other contracts keep theirs', () => {
    fc.assert(
      fc.property(fc.nat(), wild(), (which, value) => {
        const keys = Object.values(shape.fields);
        const tier = withField(middle, keys[which % keys.length] as string, value);
        const { rows } = shape.read(tiersOf(shape, tier, last));
        for (const row of rows) expect(marginTierFault(row)).toBeUndefined();
        for (const other of others) expect(rows).toContainEqual(other);
        const own = rows.filter(row => row.instrument === good.rows[last * count]?.instrument);
        if (!Object.hasOwn(shape.fields, 'levels')) expect([0, count]).toContain(own.length);
      }),
      { numRuns: 60 },
    );
  });

  test('any JSON and any text is an answer that is read, or an error that names the venue', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        expectSound(
          () => shape.read(text),
          rows => rows.every(row => marginTierFault(row) === undefined),
          shape.exchange,
        );
      }),
      { numRuns: 60 },
    );
  });
});
