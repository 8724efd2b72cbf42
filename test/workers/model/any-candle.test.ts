import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import {
  advance,
  createFilter,
  decodeState,
  encodeState,
  type ModelCandle,
  standing,
  unsoundPart,
} from '../../../workers/model/filter.ts';
import { standingMap } from '../../../workers/model/standing-map.ts';
import { count } from './markets.ts';

/** Numbers of any size between these, as many small ones as large ones. */
const anySize = (least: number, most: number) =>
  fc.double({ min: Math.log(least), max: Math.log(most), noNaN: true }).map(Math.exp);

const orNothing = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

/** A candle that a market can have, however unlikely, and what can be beside it. */
const candle = fc
  .record({
    price: anySize(2e-15, 1e5),
    swing: anySize(1, 9_000),
    inside: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
    turnover: fc.oneof(fc.constant(0), anySize(1e-9, 9e12)),
    open: orNothing(fc.oneof(fc.constant(0), anySize(1e-9, 9e12))),
    long: orNothing(fc.oneof(fc.constant(0), anySize(1e-9, 9e12))),
    short: orNothing(fc.oneof(fc.constant(0), anySize(1e-9, 9e12))),
    step: fc.constantFrom(HOUR / 12, HOUR, 24 * HOUR),
    gap: fc.constantFrom(0, 0, 0, 1, 400),
  })
  .map(({ price, swing, inside, turnover, open, long, short, step, gap }) => {
    const at = (part: number) => Math.min(price * swing, Math.max(price, price * swing ** part));
    const close = at(inside[1]);
    const liquidations = {
      ...(long !== undefined && { longUsd: long }),
      ...(short !== undefined && { shortUsd: short }),
    };
    return {
      gap,
      candle: {
        time: 0,
        step,
        open: at(inside[0]),
        high: price * swing,
        low: price,
        close,
        volume: Math.min(1e21, turnover / close),
        ...(open !== undefined && { openInterest: Math.min(1e21, open / close) }),
        ...(Object.keys(liquidations).length > 0 && { liquidations }),
      } satisfies ModelCandle,
    };
  });

/** Candles one after another, with holes. */
const markets = fc.array(candle, { minLength: 2, maxLength: 40 }).map(bars => {
  let time = 0;
  return bars.map(({ candle, gap }): ModelCandle => {
    time += gap * candle.step;
    const placed = { ...candle, time };
    time += candle.step;
    return placed;
  });
});

const poison = fc.constantFrom<unknown>(
  ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e308, 1e-320, -1e308],
  ...[undefined, null, '', 'x', '5', {}, [5]],
);
const FIELDS = ['time', 'step', 'open', 'high', 'low', 'close', 'volume', 'openInterest'] as const;

describe('over whatever a store may hold', () => {
  const kinds = fc.constantFrom('linear', 'inverse') as fc.Arbitrary<'linear' | 'inverse'>;
  const shares = fc.constantFrom(1, 0.25, 0.02);

  test('a candle is taken or refused, never thrown at, and what stands is always dollars', () => {
    fc.assert(
      fc.property(markets, kinds, shares, (candles, kind, reportingShare) => {
        const state = createFilter({ kind, reportingShare });
        for (const candle of candles) {
          const { forecast, refused } = advance(state, candle);
          expect(refused).toBeUndefined();
          expect(unsoundPart(state)).toBeUndefined();
          for (const usd of Object.values(forecast ?? {})) expect(isDollars(usd)).toBe(true);
        }
        const { usd, low, high, groups } = standingMap(state);
        for (const array of [standing(state).usd, usd, low, high, ...Object.values(groups)])
          expect(array.every(isDollars)).toBe(true);
        expect(encodeState(decodeState(encodeState(state)))).toBe(encodeState(state));
      }),
      count(400),
    );
  });

  test('a candle with anything in a field is refused, or leaves a state that goes on', () => {
    fc.assert(
      fc.property(markets, fc.nat(), fc.constantFrom(...FIELDS), poison, (candles, which, field, value) => {
        const state = createFilter();
        const at = which % candles.length;
        candles.forEach((candle, i) => {
          const before = encodeState(state);
          const given = i === at ? ({ ...candle, [field]: value } as ModelCandle) : candle;
          const { refused } = advance(state, given);
          if (refused) expect(encodeState(state)).toBe(before);
          expect(unsoundPart(state)).toBeUndefined();
        });
        expect(standing(state).usd.every(isDollars)).toBe(true);
      }),
      count(400),
    );
  });
});

const isDollars = (usd: number): boolean => usd >= 0 && usd < Number.POSITIVE_INFINITY;
