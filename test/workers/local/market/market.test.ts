import { describe, expect, test } from 'vitest';
import type { Side } from '../../../../schema/market.ts';
import { DAY, MINUTE } from '../../../../schema/range.ts';
import {
  createMarket,
  MARKETS,
  type Market,
  type MarketStep,
  type StandingPosition,
} from '../../../../workers/local/market/market.ts';

const START = Date.UTC(2025, 0, 1);
const BITCOIN = { ...MARKETS[0], start: START };

const run = (market: Market, steps: number): MarketStep[] =>
  Array.from({ length: steps }, () => market.next());
const days = (count: number) => (count * DAY) / (5 * MINUTE);
const quantityOf = (positions: StandingPosition[], side: Side) =>
  positions.filter(position => position.side === side).reduce((sum, { quantity }) => sum + quantity, 0);

describe('what a seed determines', () => {
  test('the same options give the same market, byte for byte', () => {
    const [first, second] = [createMarket(BITCOIN), createMarket(BITCOIN)];
    expect(JSON.stringify(run(first, 500))).toBe(JSON.stringify(run(second, 500)));
    expect(JSON.stringify(first.positions())).toBe(JSON.stringify(second.positions()));
  });

  test('another seed gives another market', () => {
    const closes = (seed: number) =>
      run(createMarket({ ...BITCOIN, seed }), 20).map(({ candle }) => candle.close);
    expect(closes(1)).not.toEqual(closes(2));
  });

  test('a venue that reports a share of its liquidations shows fewer of the same events of the same market', () => {
    const all = run(createMarket(BITCOIN), days(10));
    const some = run(createMarket({ ...BITCOIN, reportingShare: 0.3 }), days(10));
    expect(some.map(({ candle }) => candle)).toEqual(all.map(({ candle }) => candle));
    const ids = new Set(all.flatMap(({ liquidations }) => liquidations).map(({ id }) => id));
    const reported = some.flatMap(({ liquidations }) => liquidations);
    expect(reported.every(({ id }) => ids.has(id))).toBe(true);
    expect(reported.length / ids.size).toBeGreaterThan(0.25);
    expect(reported.length / ids.size).toBeLessThan(0.35);
    const none = run(createMarket({ ...BITCOIN, reportingShare: 0 }), days(2));
    expect(none.flatMap(({ liquidations }) => liquidations)).toEqual([]);
  });

  test('the length of a candle changes nothing but how the path is cut', () => {
    const fine = run(createMarket({ ...BITCOIN, step: MINUTE }), 120);
    const coarse = run(createMarket({ ...BITCOIN, step: 60 * MINUTE }), 2);
    const second = fine.slice(60).map(({ candle }) => candle);
    expect(coarse[1]?.candle).toMatchObject({
      time: START + 60 * MINUTE,
      step: 60 * MINUTE,
      open: fine[59]?.candle.close,
      high: Math.max(...second.map(({ high }) => high)),
      low: Math.min(...second.map(({ low }) => low)),
      close: fine[119]?.candle.close,
    });
    expect(coarse[1]?.openInterest).toEqual(fine[119]?.openInterest);
    expect(coarse.flatMap(({ liquidations }) => liquidations)).toEqual(
      fine.flatMap(({ liquidations }) => liquidations),
    );
  });
});

describe.each([...MARKETS, { ...MARKETS[0], seed: 77 }])('the books of $symbol with seed $seed', options => {
  // Larger positions are fewer: all of them are looked at after every candle.
  const market = createMarket({ ...options, positionUsd: 8 * options.positionUsd, start: START });
  const tick = 10 ** -('priceDecimals' in options ? options.priceDecimals : 1);
  const rate = market.maintenanceMarginRate;

  test('hold, candle by candle, as much long as short, nothing beyond the price, and lose what the price crosses', () => {
    let before = new Map(market.positions().map(position => [position.id, position]));
    const seen = new Set<string>();
    let matched = 0;
    for (let i = 0; i < days(4); i++) {
      const { candle, openInterest, liquidations } = market.next();
      const positions = market.positions();
      expect(quantityOf(positions, 'long')).toBeCloseTo(openInterest.openInterest, 3);
      expect(quantityOf(positions, 'short')).toBeCloseTo(openInterest.openInterest, 3);
      for (const { side, liquidationPrice, quantity } of positions) {
        if (!(quantity > 0)) throw new Error(`a position of ${quantity}`);
        const stands = side === 'long' ? liquidationPrice < candle.close : liquidationPrice > candle.close;
        if (!stands)
          throw new Error(`a ${side} stands at ${liquidationPrice} with the price at ${candle.close}`);
      }
      const after = new Map(positions.map(position => [position.id, position]));
      for (const { id, side, price, quantity, time, notionalUsd } of liquidations) {
        expect(seen.has(id)).toBe(false);
        seen.add(id);
        expect(after.has(id)).toBe(false);
        expect(time).toBeGreaterThanOrEqual(candle.time);
        expect(time).toBeLessThan(candle.time + candle.step);
        expect(notionalUsd).toBeCloseTo(price * quantity, 6);
        // From bankruptcy price to liquidation price: p / (1 − m) for longs, p / (1 + m) for shorts.
        const crossed = price / (side === 'long' ? 1 - rate : 1 + rate);
        expect(crossed).toBeGreaterThan(candle.low - 2 * tick);
        expect(crossed).toBeLessThan(candle.high + 2 * tick);
        const known = before.get(id);
        if (known?.quantity === quantity) {
          expect(known.side).toBe(side);
          expect(Math.abs(known.liquidationPrice - crossed)).toBeLessThan(2 * tick);
          matched++;
        }
      }
      // Nobody survives a touch: what stood inside the candle's range and was not added to is gone.
      for (const { id, side, liquidationPrice } of before.values()) {
        const touched = side === 'long' ? liquidationPrice >= candle.low : liquidationPrice <= candle.high;
        if (touched && after.get(id)?.liquidationPrice === liquidationPrice) {
          throw new Error(`${side} ${id} survived ${liquidationPrice} in ${candle.low}..${candle.high}`);
        }
      }
      before = after;
    }
    expect(matched).toBeGreaterThan(20);
  });

  test('know each position to its liquidation price', () => {
    for (const {
      side,
      leverage,
      entryPrice,
      liquidationPrice,
      quantity,
      notionalUsd,
    } of market.positions()) {
      const sign = side === 'long' ? -1 : 1;
      const exact = (entryPrice * (1 + sign / leverage)) / (1 + sign * rate);
      if (Math.abs(exact - liquidationPrice) > 0.51 * tick)
        throw new Error(`${liquidationPrice}, not ${exact}`);
      if (notionalUsd !== quantity * liquidationPrice) throw new Error(`worth ${notionalUsd}`);
    }
    const leverages = new Set(market.positions().map(({ leverage }) => leverage));
    expect([...leverages].filter(leverage => leverage <= 50).sort((a, b) => a - b)).toEqual([
      2, 3, 5, 10, 20, 25, 50,
    ]);
  });
});

test('candles join, contain their prices, and keep to the tick and the lot', () => {
  const steps = run(createMarket(BITCOIN), 2000);
  let last = BITCOIN.price as number;
  steps.forEach(({ candle, openInterest, accountRatio }, i) => {
    const { open, high, low, close, volume, buyVolume } = candle;
    expect(candle.time).toBe(START + i * 5 * MINUTE);
    expect(openInterest.time).toBe(candle.time + candle.step);
    expect(accountRatio.time).toBe(candle.time + candle.step);
    expect(open).toBe(last);
    expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
    expect(low).toBeLessThanOrEqual(Math.min(open, close));
    for (const price of [open, high, low, close]) expect(price).toBe(Number(price.toFixed(1)));
    for (const quantity of [volume, openInterest.openInterest])
      expect(quantity).toBe(Number(quantity.toFixed(3)));
    expect(buyVolume).toBeGreaterThanOrEqual(0);
    expect(buyVolume).toBeLessThanOrEqual(volume);
    last = close;
  });
});

test('the crowd leans with what prices did: after a rise more accounts are long', () => {
  const steps = run(createMarket(BITCOIN), days(60));
  const ratios = { risen: [] as number[], fallen: [] as number[] };
  for (let i = days(3); i < steps.length; i += days(1)) {
    const move = Math.log((steps[i]?.candle.close ?? 0) / (steps[i - days(3)]?.candle.close ?? 0));
    if (Math.abs(move) > 0.02) ratios[move > 0 ? 'risen' : 'fallen'].push(steps[i]?.accountRatio.ratio ?? 0);
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(ratios.risen)).toBeGreaterThan(mean(ratios.fallen));
});

test.each([
  [{ seed: 0.5 }, 'market seed: expected an integer, got 0.5'],
  [{ start: Number.NaN }, 'market start: expected milliseconds, got NaN'],
  [{ price: 0 }, 'market price: expected a positive number, got 0'],
  [{ step: 90_000 }, 'market step: expected whole minutes in milliseconds, got 90000'],
  [{ reportingShare: 1.5 }, 'market reportingShare: expected a share from 0 to 1, got 1.5'],
  [
    { maintenanceMarginRate: 0.01 },
    'market maintenanceMarginRate: expected more than 0 and less than 1/125, got 0.01',
  ],
])('impossible options %j are refused', (wrong, message) => {
  expect(() => createMarket({ ...BITCOIN, ...wrong })).toThrow(message);
});
