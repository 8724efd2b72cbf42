import { expect, test } from 'vitest';
import { candleOf, coinsOf, fromCaps, tiersOf, usdOf } from '../../../workers/exchange/series.ts';
import { stepName } from '../../../workers/exchange/steps.ts';
import { instrumentOf } from '../../support/exchange.ts';

const linear = instrumentOf('gate', 'A_USDT', 'A', { contractSize: 10 });
const inverse = instrumentOf('binance', 'BTCUSD_PERP', 'BTC', { kind: 'inverse', contractSize: 100 });

test('contracts are coins or dollars, whichever the kind needs a price for', () => {
  expect(coinsOf(linear, 3, undefined)).toBe(30);
  expect(usdOf(linear, 3, 2)).toBe(60);
  expect(coinsOf(inverse, 5, 50_000)).toBe(0.01);
  expect(usdOf(inverse, 5, undefined)).toBe(500);
  expect(coinsOf(inverse, 5, undefined)).toBeUndefined();
});

test('a price is read only where coins depend on it, and must be one', () => {
  const unreadable = () => {
    throw new Error('no price');
  };
  expect(coinsOf(linear, 3, unreadable)).toBe(30);
  expect(() => coinsOf(inverse, 5, unreadable)).toThrow('no price');
  for (const price of [0, -1, 1e-320, 1e308])
    expect(() => coinsOf(inverse, 5, price)).toThrow(
      'binance BTCUSD_PERP price: expected a number of at least',
    );
});

test('the deduction makes the maintenance margin continuous at every step', () => {
  const tiers = tiersOf('bybit', 'X', [
    { minNotionalUsd: 50_000, maintenanceMarginRate: 0.01, maxLeverage: 50 },
    { minNotionalUsd: 0, maintenanceMarginRate: 0.005, maxLeverage: 100 },
    { minNotionalUsd: 250_000, maintenanceMarginRate: 0.02, maxLeverage: 25 },
  ]);
  // 50,000 · (0.01 − 0.005) = 250; 250 + 250,000 · (0.02 − 0.01) = 2,750.
  expect(tiers.map(tier => tier.maintenanceDeductionUsd)).toEqual([0, 250, 2750]);
});

test('a rate that must be percent is an error', () => {
  const percent = { minNotionalUsd: 0, maintenanceMarginRate: 0.5, maxLeverage: 100 };
  expect(() => tiersOf('bybit', 'BTCUSD', [percent])).toThrow(
    'bybit BTCUSD maintenanceMarginRate: expected at most 0.1 at 100×, got 0.5',
  );
});

test('a last tier that asks for half or all of the position at 1× is a tier', () => {
  const tiers = tiersOf('binance', 'BTCUSDT', [
    { minNotionalUsd: 0, maintenanceMarginRate: 0.004, maxLeverage: 125 },
    { minNotionalUsd: 1_000, maintenanceMarginRate: 0.5, maxLeverage: 1 },
    { minNotionalUsd: 9_000, maintenanceMarginRate: 1, maxLeverage: 1 },
  ]);
  // 1,000 · (0.5 − 0.004) = 496; 496 + 9,000 · (1 − 0.5) = 4,996.
  expect(tiers.map(tier => tier.maintenanceDeductionUsd)).toEqual([0, 496, 4996]);
});

test('two tiers from the same notional are an error: one of them is wrong', () => {
  const tier = { minNotionalUsd: 5, maintenanceMarginRate: 0.01, maxLeverage: 10 };
  expect(() => tiersOf('bybit', 'X', [tier, tier])).toThrow('bybit X: expected one tier from 5 USD, got two');
});

test('where tiers state their end, the next begins there', () => {
  const cap = (maxNotionalUsd: number) => ({ maxNotionalUsd, maintenanceMarginRate: 0.01, maxLeverage: 10 });
  expect(fromCaps([cap(300), cap(100)]).map(tier => tier.minNotionalUsd)).toEqual([0, 100]);
});

test('prices come per coin', () => {
  const raw = { time: '1760130000000', open: '0.010', high: '0.012', low: '0.008', close: '0.011' };
  expect(candleOf('bybit', raw, { step: 60_000, scale: 1000, volume: 5 })).toMatchObject({
    high: 0.000012,
    volume: 5,
  });
});

test('a step the venue does not have is an error that lists those it has', () => {
  expect(() => stepName('okx', { 60000: '1m', 300000: '5m' }, 7)).toThrow(
    'okx step: expected one of 60000, 300000 ms, got 7',
  );
});
