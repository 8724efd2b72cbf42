import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelOf } from '../../../schema/lattice.ts';
import { HOUR } from '../../../schema/range.ts';
import {
  advance,
  createFilter,
  decodeState,
  encodeState,
  type FilterState,
  type ModelCandle,
  standing,
} from '../../../workers/model/filter.ts';
import { KERNELS } from '../../../workers/model/leverage.ts';
import type { FilterRules } from '../../../workers/model/rules.ts';
import { WINDOW } from '../../../workers/model/state.ts';
import { count, markets } from './markets.ts';

const run = (candles: ModelCandle[], rules: Partial<FilterRules> = {}) => {
  const state = createFilter(rules);
  return { state, forecasts: candles.map(candle => advance(state, candle).forecast) };
};

const standingQuantity = (state: FilterState, side: number) => {
  let sum = 0;
  for (let kernel = 0; kernel < KERNELS; kernel++) {
    const at = (side * KERNELS + kernel) * WINDOW;
    const levels = state.mass.subarray(at, at + WINDOW).reduce((a, b) => a + b, 0);
    sum += levels * (state.scale[kernel] as number);
  }
  return sum;
};

/** The levels of one side alone. */
const onSide = ({ mass }: FilterState, side: number) =>
  mass.map((quantity, i) => (Math.floor(i / (KERNELS * WINDOW)) === side ? quantity : 0));

const total = (usd: Float64Array) => usd.reduce((a, b) => a + b, 0);

const still = (time: number, price: number, more: Partial<ModelCandle> = {}): ModelCandle => {
  return { time, step: HOUR, open: price, high: price, low: price, close: price, volume: 0, ...more };
};

describe('over any market', () => {
  const kinds = fc.constantFrom('linear', 'inverse') as fc.Arbitrary<'linear' | 'inverse'>;

  test('what was opened stands, or was swept, closed or left the window', () => {
    fc.assert(
      fc.property(markets(), kinds, (candles, kind) => {
        const { state } = run(candles, { kind });
        for (const side of [0, 1]) {
          const known = [state.swept, state.closed, state.offWindow].map(tally => tally[side] as number);
          const sum = standingQuantity(state, side) + total(Float64Array.from(known));
          expect(Math.abs(sum - (state.opened[side] as number))).toBeLessThanOrEqual(
            1e-6 * (state.opened[side] as number),
          );
        }
      }),
      count(600),
    );
  });

  test('one candle at a time through storage gives the bytes of one run', () => {
    fc.assert(
      fc.property(markets(), kinds, (candles, kind) => {
        const batch = run(candles, { kind });
        let state = createFilter({ kind });
        candles.forEach((candle, at) => {
          state = decodeState(encodeState(state));
          expect(advance(state, candle).forecast).toEqual(batch.forecasts[at]);
        });
        expect(encodeState(state)).toBe(encodeState(batch.state));
        expect(standing(state)).toEqual(standing(batch.state));
      }),
      count(250),
    );
  });

  test('another future changes nothing of the past', () => {
    fc.assert(
      fc.property(markets(), markets(), fc.nat(), (candles, others, cut) => {
        const past = candles.slice(0, 1 + (cut % candles.length));
        const after = past.at(-1) as ModelCandle;
        const later = others.map(candle => ({ ...candle, time: candle.time + after.time + after.step }));
        const state = createFilter();
        const seen: string[] = [];
        for (const candle of candles) {
          advance(state, candle);
          seen.push(encodeState(state));
        }
        const other = createFilter();
        [...past, ...later].forEach((candle, at) => {
          advance(other, candle);
          if (at < past.length) expect(encodeState(other)).toBe(seen[at]);
        });
      }),
      count(250),
    );
  });

  test('all quantities doubled double the grid and the forecasts', () => {
    fc.assert(
      fc.property(markets(), candles => {
        // A power of two, so that the levels round alike.
        const doubled = candles.map(candle => {
          const { longUsd = 0, shortUsd = 0 } = candle.liquidations ?? {};
          return {
            ...candle,
            volume: candle.volume * 2,
            ...(candle.openInterest === undefined ? {} : { openInterest: candle.openInterest * 2 }),
            ...(candle.liquidations
              ? { liquidations: { longUsd: longUsd * 2, shortUsd: shortUsd * 2 } }
              : {}),
          };
        });
        const one = run(candles);
        const two = run(doubled);
        const grid = standing(one.state);
        const twice = standing(two.state);
        expect(twice.firstLevel).toBe(grid.firstLevel);
        const isTwice = (b: number, a: number) => Math.abs(b - 2 * a) <= 1e-9 * b;
        expect(twice.usd.every((usd, i) => isTwice(usd, grid.usd[i] as number))).toBe(true);
        two.forecasts.forEach((forecast, at) => {
          for (const side of ['longUsd', 'shortUsd'] as const)
            expect(isTwice(forecast?.[side] ?? 0, one.forecasts[at]?.[side] ?? 0)).toBe(true);
        });
      }),
      count(250),
    );
  });

  test('another date changes nothing', () => {
    fc.assert(
      fc.property(markets(), fc.integer({ min: 0, max: 1e12 }), (candles, shift) => {
        const later = run(candles.map(candle => ({ ...candle, time: candle.time + shift })));
        expect(later.forecasts).toEqual(run(candles).forecasts);
      }),
      count(250),
    );
  });

  test('two venues that publish only volume add up to the filter of both', () => {
    fc.assert(
      fc.property(markets(), fc.double({ min: 0.1, max: 0.9, noNaN: true }), (candles, share) => {
        const only = candles.map(({ openInterest: _, liquidations: __, ...candle }) => candle);
        const part = (at: number, volume: number) => volume * (at % 2 ? share : 1 - share);
        const one = run(only.map((candle, at) => ({ ...candle, volume: part(at, candle.volume) })));
        const two = run(only.map((candle, at) => ({ ...candle, volume: part(at + 1, candle.volume) })));
        const both = standing(run(only).state);
        const sum = new Float64Array(both.usd.length);
        for (const { firstLevel, usd } of [standing(one.state), standing(two.state)]) {
          usd.forEach((value, i) => {
            sum[firstLevel + i - both.firstLevel] = (sum[firstLevel + i - both.firstLevel] as number) + value;
          });
        }
        const most = Math.max(...both.usd, 0);
        const errors = both.usd.map((value, i) => Math.abs(value - (sum[i] as number)));
        expect(Math.max(...errors, 0)).toBeLessThanOrEqual(1e-5 * most);
      }),
      count(250),
    );
  });

  test('no level on the wrong side of the close, and none of the old that a wick crossed', () => {
    fc.assert(
      fc.property(markets(), candles => {
        const state = createFilter();
        for (const candle of candles) {
          // A candle that opens nothing leaves only what stood before.
          const { liquidations: _, openInterest: __, ...rest } = candle;
          advance(state, candle);
          const end = candle.time + candle.step;
          const probe = { ...rest, time: end, open: candle.close, volume: 0 };
          const after = decodeState(encodeState(state));
          after.openInterest = undefined;
          advance(after, {
            ...probe,
            high: Math.max(probe.high, candle.close),
            low: Math.min(probe.low, candle.close),
          });
          const { firstLevel, usd } = standing(after);
          const crossed = usd.slice(
            Math.max(0, levelOf(candle.low) + 1 - firstLevel),
            Math.max(0, levelOf(candle.high) - firstLevel),
          );
          expect(total(crossed)).toBe(0);
        }
      }),
      count(150),
    );
  });

  test('a hole is not forecast, teaches nothing, and leaves no position that price has jumped over', () => {
    fc.assert(
      fc.property(markets(), kinds, (candles, kind) => {
        const state = createFilter({ kind });
        for (const candle of candles) {
          const isHole = state.until !== undefined && candle.time > state.until;
          const before = [...state.weights];
          const { forecast } = advance(state, candle);
          expect(forecast === undefined).toBe(isHole || candle === candles[0]);
          if (!isHole) continue;
          expect([...state.weights]).toEqual(before);
          const { firstLevel, usd } = standing(state);
          const close = levelOf(candle.close) - firstLevel;
          const { usd: longs } = standing({ ...state, mass: onSide(state, 0) });
          const { usd: shorts } = standing({ ...state, mass: onSide(state, 1) });
          expect(usd.length).toBe(longs.length);
          expect(total(longs.slice(Math.max(0, close + 1)))).toBe(0);
          expect(total(shorts.slice(0, Math.max(0, close)))).toBe(0);
        }
      }),
      count(300),
    );
  });
});

describe('a filter', () => {
  test('places openings where they would be liquidated, on both sides', () => {
    const state = createFilter({ maxLeverage: 10, maintenanceMarginRate: 0.01 });
    advance(state, still(0, 100, { volume: 10 }));
    const { firstLevel, usd } = standing(state);
    const levels = [...usd.keys()].filter(i => (usd[i] as number) > 0).map(i => firstLevel + i);
    // 100 × (1 ∓ 1/L) / (1 ∓ 0.01) for L = 2, 3, 5, 10, each spread over no more than 25 levels to both sides.
    const prices = [50, 200 / 3, 80, 90]
      .map(p => p / 0.99)
      .concat([110, 120, 400 / 3, 150].map(p => p / 1.01));
    for (const price of prices) expect(levels).toContain(levelOf(price));
    const stray = levels.filter(level => !prices.some(price => Math.abs(level - levelOf(price)) <= 26));
    expect(stray).toEqual([]);
  });

  test('holds a fifth of the volume as opened where nobody publishes open interest, each side in full', () => {
    const state = createFilter();
    advance(state, still(0, 100, { volume: 10 }));
    expect(state.opened[0]).toBeCloseTo(KERNELS * 2, 9);
    expect(state.opened[1]).toBeCloseTo(KERNELS * 2, 9);
    // Weights sum to 1: 2 units on each side, longs worth less than 100 where they end, shorts more.
    const { firstLevel, usd } = standing(state);
    const below = total(usd.filter((_, i) => firstLevel + i < levelOf(100)));
    const above = total(usd.filter((_, i) => firstLevel + i > levelOf(100)));
    expect(below).toBeGreaterThan(140);
    expect(below).toBeLessThan(200);
    expect(above).toBeGreaterThan(200);
    expect(above).toBeLessThan(260);
  });

  test('forecasts nothing for the first candle and for the one after a hole', () => {
    const state = createFilter();
    expect(advance(state, still(0, 100, { volume: 10 }))).toEqual({});
    expect(advance(state, still(HOUR, 100)).forecast).toEqual({ longUsd: 0, shortUsd: 0 });
    expect(advance(state, still(4 * HOUR, 100))).toEqual({});
  });

  test('forecasts what stands in the range a candle then sweeps, and it stands there no longer', () => {
    const state = createFilter();
    advance(state, still(0, 100, { volume: 10 }));
    const before = total(standing(state).usd);
    const { forecast } = advance(state, { ...still(HOUR, 100), low: 85 });
    // Longs at 125x to 10x end between 100 and 85: 0.46 of the prior; 2 units, some already closed.
    expect(forecast?.longUsd).toBeGreaterThan(80);
    expect(forecast?.longUsd).toBeLessThan(100);
    expect(forecast?.shortUsd).toBe(0);
    expect(before - total(standing(state).usd)).toBeGreaterThan(forecast?.longUsd ?? 0);
    const again = advance(state, { ...still(2 * HOUR, 100), low: 85 });
    expect(again.forecast?.longUsd).toBeLessThan(20);
  });

  test('keeps of the level a wick ends in the part not crossed', () => {
    const level = levelOf(90);
    const state = createFilter({ maxLeverage: 10, maintenanceMarginRate: 0 });
    advance(state, still(0, 100, { volume: 10 }));
    const at = (column: { firstLevel: number; usd: Float64Array }) =>
      column.usd[level - column.firstLevel] ?? 0;
    const before = at(standing(state));
    const quarterUp = Math.exp((level + 0.25) * 0.001);
    advance(state, { ...still(HOUR, 100), low: quarterUp });
    // A quarter is left of the level; an hour takes 0.5^(1/48) of all, of 10x 1.5505 times as readily where it is the
    // highest leverage, and 0.5^(1/3) more of the young, 0.2 at 10x.
    const aged = 0.5 ** (1.5505 / 48) * (0.8 + 0.2 * 0.5 ** (1 / 3));
    expect(at(standing(state)) / before).toBeCloseTo(0.25 * aged, 6);
  });

  test('thins what stands by what was closed beyond what was opened, high leverages faster than low ones', () => {
    const state = createFilter();
    advance(state, still(0, 100, { volume: 100, openInterest: 1000 }));
    const before = standing(state).usd;
    // 200 of 1,000 contracts are gone, and 0.2 × (300 − 200) more changed hands: 220 closed, 20 opened elsewhere.
    advance(state, still(HOUR, 110, { open: 100, low: 100, openInterest: 800, volume: 300 }));
    // Of the old longs: 2x, 10x and 50x close at 0.57, 1.2746 and 2.8502 times the market's rate.
    expect(state.total[1]).toBeCloseTo(20 * 0.78 ** 0.57 + 20, 3);
    expect(state.total[7]).toBeCloseTo(20 * 0.78 ** 1.2746 + 20, 3);
    expect(state.total[13]).toBeCloseTo(20 * 0.78 ** 2.8502 + 20, 3);
    expect(total(before)).toBeGreaterThan(0);
  });

  test('follows price out of its window and counts what it leaves behind', () => {
    const state = createFilter();
    advance(state, still(0, 100, { volume: 10 }));
    advance(state, still(HOUR, 10_000, { volume: 10 }));
    expect(levelOf(10_000) - (state.anchor as number)).toBe(0);
    expect(state.offWindow[0]).toBeGreaterThan(0);
    expect(standing(state).firstLevel).toBeGreaterThan(levelOf(4000));
  });

  test('refuses what is no candle', () => {
    const state = createFilter();
    advance(state, still(HOUR, 100));
    expect(() => advance(state, still(0, 100))).toThrow('expected a time of 7200000 or later');
    expect(() => advance(state, still(2 * HOUR, 100, { step: 0 }))).toThrow(
      'expected a step above 0 ms, got 0',
    );
    expect(() => advance(state, still(2 * HOUR, 100, { low: 0 }))).toThrow('expected 0 < low');
    expect(() => advance(state, still(2 * HOUR, 100, { close: 101 }))).toThrow(
      'close <= high, got 100, 100, 100, 101',
    );
    expect(() => advance(state, still(2 * HOUR, 100, { volume: Number.NaN }))).toThrow('got NaN');
    expect(() => advance(state, still(2 * HOUR, 100, { openInterest: -1 }))).toThrow('got -1');
  });
});

describe('a stored state', () => {
  test('is refused when it was cut or comes from another version', () => {
    const state = createFilter();
    advance(state, still(0, 100, { volume: 10 }));
    const text = encodeState(state);
    expect(() => decodeState(text.slice(0, 400))).toThrow('model state: expected');
    expect(() => decodeState(`${text.slice(0, -8)}AAAAAAAAAAAAAAAA`)).toThrow('model state: expected');
    expect(() => decodeState(`AAAAAAAAAA${text.slice(10)}`)).toThrow('expected version');
  });
});
