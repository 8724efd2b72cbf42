import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelOf } from '../../../schema/lattice.ts';
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
