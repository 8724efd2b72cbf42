import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultText } from '../../schema/fault.ts';
import {
  accountRatioFault,
  barFault,
  besideFaults,
  candleFault,
  instrumentFault,
  liquidationBarFault,
  liquidationFault,
  marginTierFault,
  openInterestFault,
} from '../../schema/plausible.ts';

const TIME = Date.UTC(2026, 5, 1);
const CANDLE = {
  time: TIME,
  step: 300_000,
  open: 100,
  high: 101,
  low: 99,
  close: 100.5,
  volume: 12,
  buyVolume: 5,
};
const EVENT = { time: TIME, price: 90_000, quantity: 0.5, notionalUsd: 45_000 };
const TIER = {
  minNotionalUsd: 0,
  maintenanceMarginRate: 0.004,
  maxLeverage: 125,
  maintenanceDeductionUsd: 0,
};
const BAR = { time: TIME, step: 300_000, longUsd: 1, shortUsd: 0, count: 1 };

/** What no field of a market can be. */
const IMPOSSIBLE = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 1e60, 1e300];

/** The same row with one field at a time made impossible. */
function poisoned<Row extends object>(row: Row): { field: keyof Row; row: Row }[] {
  return (Object.keys(row) as (keyof Row)[]).flatMap(field =>
    IMPOSSIBLE.map(value => ({ field, row: { ...row, [field]: value } })),
  );
}

describe('plausible', () => {
  it.each([
    ['a candle', candleFault, CANDLE],
    ['open interest', openInterestFault, { time: TIME, openInterest: 1e5 }],
    ['an account ratio', accountRatioFault, { time: TIME, ratio: 1.2 }],
    ['a margin tier', marginTierFault, TIER],
    ['a contract', instrumentFault, { contractSize: 0.01 }],
    ['a liquidation', liquidationFault, EVENT],
    ['a bar of liquidations', liquidationBarFault, BAR],
  ] as const)('takes %s as it is, and names any field that nothing can be', (_name, fault, good) => {
    const check = fault as (row: object) => ReturnType<typeof candleFault>;
    expect(check(good)).toBeUndefined();
    for (const { field, row } of poisoned(good)) expect(check(row), `${String(field)} ${row}`).toBeDefined();
  });

  it('finds open and close outside of the candle, however little', () => {
    expect(candleFault({ ...CANDLE, close: 101.0001 })).toEqual({
      field: 'high',
      expected: 'at least 101.0001 (the close)',
      got: '101',
    });
    expect(candleFault({ ...CANDLE, open: 98.9999 })?.field).toBe('low');
    expect(candleFault({ ...CANDLE, low: 102 })?.field).toBe('high');
  });

  it('takes a candle that did not move, one without trades, and one whose volume nobody recorded', () => {
    expect(
      candleFault({ ...CANDLE, open: 5, high: 5, low: 5, close: 5, volume: 0, buyVolume: 0 }),
    ).toBeUndefined();
    const { volume: _volume, buyVolume: _buyVolume, ...bare } = CANDLE;
    expect(candleFault(bare)).toBeUndefined();
  });

  it('takes what markets have been: the cheapest coins, the last tier, the highest leverage, a coin’s first day', () => {
    const cheap = {
      ...CANDLE,
      open: 1e-10,
      high: 2e-10,
      low: 1e-10,
      close: 1e-10,
      volume: 1e17,
      buyVolume: 1e16,
    };
    expect(candleFault(cheap)).toBeUndefined();
    expect(candleFault({ ...CANDLE, low: 0.3, step: 86_400_000 })).toBeUndefined();
    expect(marginTierFault({ ...TIER, maintenanceMarginRate: 0.5, maxLeverage: 1 })).toBeUndefined();
    expect(marginTierFault({ ...TIER, maintenanceMarginRate: 1, maxLeverage: 1 })).toBeUndefined();
    expect(marginTierFault({ ...TIER, maxLeverage: 1001 })).toBeUndefined();
  });

  it('refuses a rate in percent, whether it is above 1 or not, and a time in seconds', () => {
    expect(marginTierFault({ ...TIER, maintenanceMarginRate: 40 })?.field).toBe('maintenanceMarginRate');
    expect(marginTierFault({ ...TIER, maintenanceMarginRate: 0.4 })).toEqual({
      field: 'maintenanceMarginRate',
      expected: 'at most 0.08 at 125×',
      got: '0.4',
    });
    expect(candleFault({ ...CANDLE, time: TIME / 1000 })?.field).toBe('time');
    expect(candleFault({ ...CANDLE, time: TIME + 0.5 })?.field).toBe('time');
  });

  it('refuses what is missing, no number, or a step that has no name', () => {
    for (const field of ['time', 'step', 'open', 'high', 'low', 'close'] as const)
      for (const value of [undefined, null, '100', [100], {}])
        expect(candleFault({ ...CANDLE, [field]: value })?.field, field).toBe(field);
    expect(candleFault({ ...CANDLE, step: 420_000 })?.field).toBe('step');
  });

  it('refuses a volume that is worth more than anything, and a price that leaps beyond any day', () => {
    expect(candleFault({ ...CANDLE, volume: 1e12 })).toEqual({
      field: 'volume',
      expected: 'at most 10000000000000 USD at a price of 100.5',
      got: '1000000000000',
    });
    expect(candleFault({ ...CANDLE, low: 0.01 })?.field).toBe('high');
  });

  it('knows a bar of trading without its time', () => {
    expect(barFault(CANDLE)).toBeUndefined();
    expect(barFault({ ...CANDLE, close: 102 })?.field).toBe('high');
  });

  it('tells each thing beside a candle apart that cannot be there', () => {
    const nothing = { openInterest: undefined, longUsd: undefined, shortUsd: undefined };
    expect(besideFaults(100, {})).toEqual(nothing);
    expect(besideFaults(100, { openInterest: 1e5, longUsd: 0, shortUsd: 1e6 })).toEqual(nothing);
    const wrong = besideFaults(100, { openInterest: -5, longUsd: 1e60, shortUsd: 7 });
    expect([wrong.openInterest?.got, wrong.longUsd?.got, wrong.shortUsd]).toEqual(['-5', '1e+60', undefined]);
    // 10^12 coins at 100 USD; 10^9 USD of a coin that costs next to nothing.
    expect(besideFaults(100, { openInterest: 1e12 }).openInterest?.field).toBe('openInterest');
    expect(besideFaults(1e-15, { shortUsd: 1e9 }).shortUsd?.expected).toContain('coins at a price of 1e-15');
  });

  it('lets through only what is finite, above nothing and in order', () => {
    const any = fc.double();
    fc.assert(
      fc.property(any, any, any, any, any, (open, high, low, close, volume) => {
        if (candleFault({ time: TIME, step: 60_000, open, high, low, close, volume }) !== undefined) return;
        for (const value of [open, high, low, close, volume]) expect(Number.isFinite(value)).toBe(true);
        expect(low).toBeGreaterThan(0);
        expect(Math.min(open, close)).toBeGreaterThanOrEqual(low);
        expect(Math.max(open, close)).toBeLessThanOrEqual(high);
        expect(volume).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('says what was expected and what came', () => {
    expect(faultText({ field: 'close', expected: 'at most 101', got: '102' })).toBe(
      'close: expected at most 101, got 102',
    );
  });
});
