import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelOf } from '../../../schema/lattice.ts';
import { perLeverageGroup } from '../../../schema/leverage-group.ts';
import { HOUR } from '../../../schema/range.ts';
import { advance, createFilter, type ModelCandle, standing } from '../../../workers/model/filter.ts';
import { standingMap, standingRoom } from '../../../workers/model/standing-map.ts';
import { count, markets } from './markets.ts';
import { plainMap } from './plain-map.ts';

const run = (candles: readonly ModelCandle[]) => {
  const state = createFilter();
  for (const candle of candles) advance(state, candle);
  return state;
};

/** Forty days that go up and down by 1.5 % each half day, a million USD liquidated on the way. */
const tide: ModelCandle[] = Array.from({ length: 40 * 24 }, (_, hour) => {
  const price = (h: number) => 100 * Math.exp(0.015 * Math.sin((h * Math.PI) / 12));
  const [open, close] = [price(hour), price(hour + 1)];
  return {
    time: hour * HOUR,
    step: HOUR,
    open,
    close,
    high: Math.max(open, close),
    low: Math.min(open, close),
    volume: 1_000_000,
    openInterest: 5_000_000,
    liquidations: { longUsd: close < open ? 1e6 : 0, shortUsd: close > open ? 1e6 : 0 },
  };
});

describe('the map of what stands', () => {
  test('over any market is the column, split by leverage, inside its band', () => {
    fc.assert(
      fc.property(markets(), candles => {
        const state = run(candles);
        const column = standing(state);
        const { firstLevel, usd, low, high, priorShare, groups } = standingMap(state);
        expect(firstLevel).toBe(column.firstLevel);
        expect(usd.length).toBe(column.usd.length);
        const holds = [...usd].map((value, i) => {
          const split = Object.values(groups).reduce((sum, group) => sum + (group[i] as number), 0);
          const isNear = (other: number) => Math.abs(value - other) <= 1e-9 * value;
          const isWithin = (of: number, from: number, to: number) => of >= from && of <= to;
          return (
            isNear(column.usd[i] as number) &&
            isNear(split) &&
            isWithin(low[i] as number, 0, value) &&
            isWithin(high[i] as number, value, Number.POSITIVE_INFINITY) &&
            isWithin(priorShare[i] as number, 0, 1)
          );
        });
        expect(holds.indexOf(false)).toBe(-1);
      }),
      count(150),
    );
  });

  test('over any market is what its formulas give kernel by kernel, in new and in used memory', () => {
    const room = standingRoom();
    fc.assert(
      fc.property(markets(), candles => {
        const state = run(candles);
        const expected = plainMap(state);
        for (const map of [standingMap(state), standingMap(state, room)]) {
          const { usd, low, high, priorShare, groups } = map;
          expect(usd.length).toBe(expected.length);
          const worst = expected.map((level, i) => {
            const got = {
              usd: usd[i],
              low: low[i],
              high: high[i],
              assumed: (priorShare[i] as number) * (usd[i] as number),
              ...perLeverageGroup(group => groups[group][i]),
            } as typeof level;
            const names = Object.keys(level) as (keyof typeof level)[];
            return Math.max(...names.map(name => Math.abs(level[name] - got[name]) - 1e-12 * level.high));
          });
          expect(Math.max(0, ...worst)).toBe(0);
        }
      }),
      count(50),
    );
  });

  test('in used memory takes the place of the one before it, but for its column', () => {
    const room = standingRoom();
    const before = standingMap(run(tide.slice(0, 48)), room);
    const column = before.usd.slice();
    const after = standingMap(run(tide), room);
    expect(after).toEqual(standingMap(run(tide)));
    expect(before.high.buffer).toBe(after.high.buffer);
    expect(before.usd).toEqual(column);
  });

  test('rests on the prior alone where nothing was ever reported', () => {
    const { usd, priorShare } = standingMap(run(tide.map(({ liquidations: _, ...candle }) => candle)));
    expect([...priorShare].filter((_, i) => (usd[i] as number) > 0).every(share => share > 0.999)).toBe(true);
  });

  test('is surer of levels like those that price keeps sweeping than of far ones', () => {
    const state = run(tide);
    const { firstLevel, usd, low, high, priorShare } = standingMap(state);
    // 50x ends 1.6 % from its entry and is swept twice a day; 3x ends 33 % away and never.
    const near = levelOf(100 * 0.98) - firstLevel;
    const far = levelOf(100 * (2 / 3)) - firstLevel;
    expect(priorShare[near]).toBeLessThan(0.5);
    expect(priorShare[far]).toBeGreaterThan(0.99);
    const width = (i: number) => ((high[i] as number) - (low[i] as number)) / (usd[i] as number);
    expect(width(near)).toBeLessThan(width(far));
  });

  test('of an empty filter is empty', () => {
    expect(standingMap(createFilter()).usd.length).toBe(0);
  });
});
