import { describe, expect, test } from 'vitest';
import { liquidationPrice, liquidationShift } from '../../../workers/model/margin.ts';

describe('the liquidation price', () => {
  const maintenanceMarginRate = 0.004;

  test('of a linear long at 100x is 0.6 % below its entry, not 1 %', () => {
    // 50,000 × (1 − 0.01) / (1 − 0.004) = 49,500 / 0.996
    const price = liquidationPrice({
      side: 'long',
      kind: 'linear',
      entry: 50_000,
      leverage: 100,
      maintenanceMarginRate,
    });
    expect(price).toBeCloseTo(49_698.795, 3);
  });

  test('of a linear short at 10x is 9.56 % above its entry', () => {
    // 50,000 × 1.1 / 1.004
    const price = liquidationPrice({
      side: 'short',
      kind: 'linear',
      entry: 50_000,
      leverage: 10,
      maintenanceMarginRate,
    });
    expect(price).toBeCloseTo(54_780.876, 3);
  });

  test('moves away by extra margin per base unit', () => {
    // (50,000 × 0.9 − 1,000 / 2) / 0.996 and (50,000 × 1.1 + 500) / 1.004
    const position = {
      kind: 'linear',
      entry: 50_000,
      leverage: 10,
      maintenanceMarginRate,
      quantity: 2,
    } as const;
    expect(liquidationPrice({ ...position, side: 'long', extraMarginUsd: 1000 })).toBeCloseTo(44_678.715, 3);
    expect(liquidationPrice({ ...position, side: 'short', extraMarginUsd: 1000 })).toBeCloseTo(55_278.884, 3);
  });

  test('of inverse contracts is nearer for longs and farther for shorts', () => {
    // 50,000 / (1 + 0.1 − 0.005) and 50,000 / (1 − 0.1 + 0.005)
    const position = { kind: 'inverse', entry: 50_000, leverage: 10, maintenanceMarginRate: 0.005 } as const;
    expect(liquidationPrice({ ...position, side: 'long' })).toBeCloseTo(45_662.1, 1);
    expect(liquidationPrice({ ...position, side: 'short' })).toBeCloseTo(55_248.619, 3);
  });

  test('leaves a position worth its maintenance margin', () => {
    // A 20x long on 1 unit from 1,000: margin 50, so 50 + P − 1,000 = 0.01 P at liquidation.
    const price = liquidationPrice({
      side: 'long',
      kind: 'linear',
      entry: 1000,
      leverage: 20,
      maintenanceMarginRate: 0.01,
    });
    expect(50 + price - 1000).toBeCloseTo(0.01 * price, 9);
  });

  test('with extra margin but no quantity cannot be told', () => {
    const position = { side: 'long', kind: 'linear', entry: 1, leverage: 2, maintenanceMarginRate } as const;
    expect(() => liquidationPrice({ ...position, extraMarginUsd: 5 })).toThrow(
      'expected a quantity above 0, got undefined',
    );
    expect(() => liquidationPrice({ ...position, kind: 'inverse', extraMarginUsd: 5 })).toThrow(
      'expected no extra USD',
    );
  });
});

describe('the shift from entry to liquidation', () => {
  test('is the same log distance at any price', () => {
    // ln(0.98 / 0.996) and ln(1.02 / 1.004)
    expect(liquidationShift('long', 'linear', 50, 0.004)).toBeCloseTo(-0.0161947, 7);
    expect(liquidationShift('short', 'linear', 50, 0.004)).toBeCloseTo(0.0158106, 7);
  });

  test('does not exist where the initial margin is no more than the maintenance margin', () => {
    expect(liquidationShift('long', 'linear', 100, 0.01)).toBeUndefined();
    expect(liquidationShift('long', 'linear', 100, 0.0099)).toBeLessThan(0);
  });
});
