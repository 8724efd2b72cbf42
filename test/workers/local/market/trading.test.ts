import { expect, test } from 'vitest';
import { reducePosition } from '../../../../workers/local/market/position-book.ts';
import { createPath, moveFreely, pathPrice, pushPrice } from '../../../../workers/local/market/price-path.ts';
import { createRandom } from '../../../../workers/local/market/random.ts';
import { openTrading, type Trading, tradeMinute } from '../../../../workers/local/market/trading.ts';

const CONTRACT = { ticksPerUsd: 10, lotsPerUnit: 1000, maintenanceMarginRate: 0.004, typicalLots: 3750 };
const AT = { time: 0, price: 80_000, openInterestUsd: 2e9, yearlyVolatility: 0.42 };

/** Extremes of each of the first so many hours. */
function hoursOf(trading: Trading, count: number): { high: number; low: number }[] {
  return Array.from({ length: count }, () => {
    trading.high = trading.price;
    trading.low = trading.price;
    for (let minute = 0; minute < 60; minute++) tradeMinute(trading);
    return { high: trading.high, low: trading.low };
  });
}

test('liquidations push the price on: the same news go further where people stand in its way', () => {
  const crowded = openTrading(1, CONTRACT, AT);
  const deserted = openTrading(1, CONTRACT, AT);
  for (const book of [deserted.crowd.long, deserted.crowd.short]) {
    for (const position of book.live.flat()) reducePosition(book, position, position.lots);
  }
  const hours = 24 * 30;
  const ranges = [crowded, deserted].map(trading =>
    hoursOf(trading, hours).map(({ high, low }) => Math.log(high / low)),
  ) as [number[], number[]];
  expect(crowded.liquidated.length).toBeGreaterThan(1000);
  expect(deserted.liquidated).toEqual([]);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const widest = (values: number[]) => mean(values.toSorted((a, b) => b - a).slice(0, 20));
  // Measured 1.022 and 1.10; without a push both are 1 to the last digit.
  expect(mean(ranges[0])).toBeGreaterThan(1.01 * mean(ranges[1]));
  expect(widest(ranges[0])).toBeGreaterThan(1.05 * widest(ranges[1]));
});

test('a push moves the price at once, fades by half in 15 minutes, and keeps a fifth for good', () => {
  const path = createPath(createRandom(7, 1), 100, 0.4);
  pushPrice(path, -0.01);
  // 100 · e^−0.01
  expect(pathPrice(path)).toBeCloseTo(99.00498, 4);
  expect(path.anchor - path.start).toBeCloseTo(-0.002, 12);
  expect(path.push).toBeCloseTo(-0.008, 12);
  for (let beat = 0; beat < 60; beat++) moveFreely(path);
  expect(path.push).toBeCloseTo(-0.004, 12);
});

test('the further a push has gone, the more it takes to go on', () => {
  const path = createPath(createRandom(7, 1), 100, 0.4);
  pushPrice(path, 0.0375);
  // Four fifths of it, 0.03, is what resists: the next push of 0.01 moves 0.01 / (1 + 0.03 / 0.03) = 0.005.
  pushPrice(path, 0.01);
  expect(Math.log(pathPrice(path) / 100)).toBeCloseTo(0.0425, 12);
  // Back is free.
  pushPrice(path, -0.01);
  expect(Math.log(pathPrice(path) / 100)).toBeCloseTo(0.0325, 12);
});

test('the normals of a stream have mean 0 and deviation 1, its uniforms fill [0, 1), and streams differ', () => {
  const random = createRandom(5, 1);
  const normals = Array.from({ length: 50_000 }, () => random.normal());
  const mean = normals.reduce((sum, value) => sum + value, 0) / normals.length;
  const deviation = Math.sqrt(normals.reduce((sum, value) => sum + value * value, 0) / normals.length);
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(Math.abs(deviation - 1)).toBeLessThan(0.02);
  const uniforms = Array.from({ length: 50_000 }, () => random.uniform());
  expect(Math.min(...uniforms)).toBeGreaterThanOrEqual(0);
  expect(Math.min(...uniforms)).toBeLessThan(0.001);
  expect(Math.max(...uniforms)).toBeLessThan(1);
  expect(Math.max(...uniforms)).toBeGreaterThan(0.999);
  expect(createRandom(5, 2).uniform()).not.toBe(createRandom(5, 1).uniform());
});
