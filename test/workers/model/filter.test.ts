import { describe, expect, test } from 'vitest';
import { levelOf } from '../../../schema/lattice.ts';
import { HOUR } from '../../../schema/range.ts';
import {
  advance,
  createFilter,
  decodeState,
  encodeState,
  type ModelCandle,
  standing,
} from '../../../workers/model/filter.ts';
import { KERNELS } from '../../../workers/model/leverage.ts';

const total = (usd: Float64Array) => usd.reduce((a, b) => a + b, 0);

const still = (time: number, price: number, more: Partial<ModelCandle> = {}): ModelCandle => {
  return { time, step: HOUR, open: price, high: price, low: price, close: price, volume: 0, ...more };
};

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

  test('refuses what is no candle, says why, and stays as it was', () => {
    const state = createFilter();
    advance(state, still(HOUR, 100, { volume: 10 }));
    const before = encodeState(state);
    const at = 2 * HOUR;
    const refused = [
      still(0, 100),
      still(at, 100, { step: 0 }),
      still(at, 100, { low: 0 }),
      still(at, 100, { close: 101 }),
      still(at, 100, { volume: Number.NaN }),
      still(at, 1e308),
    ].map(candle => advance(state, candle).refused);
    expect(refused.map(fault => fault && `${fault.field}: ${fault.expected}, ${fault.got}`)).toEqual([
      'time: 7200000 or later, 0',
      'step: 1 to 86400000 ms, 0',
      'low: a number of at least 1e-15 and at most 1000000000, 0',
      'high: at least 101 (the close), 100',
      'volume: a number of at least 0 and at most 1e+21, NaN',
      'open: a number of at least 1e-15 and at most 1000000000, 1e+308',
    ]);
    expect(encodeState(state)).toBe(before);
  });

  test('takes a candle beside which something stands that cannot be, as if that had not been recorded', () => {
    const [given, plain] = [createFilter(), createFilter()];
    for (const state of [given, plain]) advance(state, still(0, 100, { volume: 10, openInterest: 50 }));
    const shortUsd = 5;
    advance(
      given,
      still(HOUR, 100, { volume: 3, openInterest: -1, liquidations: { longUsd: 1e60, shortUsd } }),
    );
    advance(plain, still(HOUR, 100, { volume: 3, liquidations: { shortUsd } }));
    expect(encodeState(given)).toBe(encodeState(plain));
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
