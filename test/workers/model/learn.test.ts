import { describe, expect, test } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import { advance, createFilter, type FilterState, type ModelCandle } from '../../../workers/model/filter.ts';
import { learnRow, priorStrength } from '../../../workers/model/learn.ts';
import { COLUMNS, KERNELS } from '../../../workers/model/leverage.ts';
import { surpriseFactor, weigh } from '../../../workers/model/surprise.ts';

/** Longs exposed to one column after another, 1,000 USD each, of which `share` is liquidated; shorts never. */
function learnFrom(state: FilterState, shares: Record<number, number>, rounds: number) {
  for (let round = 0; round < rounds; round++) {
    for (const [column, share] of Object.entries(shares)) {
      const columns = new Float64Array(2 * COLUMNS);
      columns[Number(column)] = 1000;
      const observed = Float64Array.of(1000 * share, Number.NaN);
      learnRow(state, { from: 0, reportedUntil: 0, observed, columns }, 1);
    }
  }
}

describe('learning', () => {
  test('finds the share of each column that is reported, whatever the prior said', () => {
    const state = createFilter();
    learnFrom(state, { 9: 0.02, 13: 0.005, 17: 0.03 }, 2000);
    expect(state.weights[9]).toBeCloseTo(0.02, 2);
    expect((state.weights[13] as number) / (state.weights[9] as number)).toBeCloseTo(0.25, 0);
    expect(state.weights[17]).toBeGreaterThan(state.weights[9] as number);
  });

  test('leaves what was never tested at the prior, on the scale of what was', () => {
    const state = createFilter();
    learnFrom(state, { 9: 0.02, 13: 0.005 }, 500);
    const scale = priorStrength(state)?.scale as number;
    expect((state.weights[0] as number) / (state.prior[0] as number)).toBeCloseTo(scale, 9);
    expect((state.weights[1] as number) / (state.prior[1] as number)).toBeCloseTo(scale, 9);
  });

  test('leaves to what was never tested no more than open interest has room for', () => {
    // 20 longs and shorts opened; of 50x (column 13) half is swept and all of it reported, of 2x (0, 1) nothing.
    const open = (openInterest?: number) => {
      const state = createFilter();
      const candle = { time: 0, step: HOUR, open: 100, high: 100, low: 100, close: 100, volume: 100 };
      advance(state, { ...candle, ...(openInterest === undefined ? {} : { openInterest }) });
      learnFrom(state, { 13: 3 }, 50);
      let standing = 0;
      for (let kernel = 0; kernel < KERNELS; kernel++) {
        standing += (state.weights[kernel] as number) * (state.total[kernel] as number);
      }
      return { standing, tested: state.weights[13] as number, untested: state.weights[1] as number };
    };
    const [unknown, ample, tight] = [open(), open(1e6), open(300)];
    expect(unknown.standing).toBeGreaterThan(300);
    expect(ample).toEqual(unknown);
    expect(tight.standing).toBeCloseTo(300, 9);
    expect(tight.untested).toBeLessThan(unknown.untested);
    expect(tight.tested / unknown.tested).toBeGreaterThan(0.8);
    // Where what is tested alone would be more, nothing is left for the rest.
    expect(open(1).untested).toBe(0);
  });

  test('knows no scale before anything was reported', () => {
    const state = createFilter();
    learnFrom(state, { 9: 0 }, 10);
    expect(priorStrength(state)).toBeUndefined();
    expect(state.weights).toEqual(state.prior);
  });

  test('gives no weight to a leverage the market forbids', () => {
    const state = createFilter({ maxLeverage: 50 });
    learnFrom(state, { 9: 0.02 }, 10);
    // 75x, 100x and 125x: kernels 14 to 19, and within the candle 27 to 29.
    for (const column of [14, 15, 16, 17, 18, 19, 27, 28, 29]) expect(state.weights[column]).toBe(0);
  });
});

describe('the surprise factor', () => {
  test('is 1 where nothing is known', () => {
    expect(surpriseFactor(createFilter(), 0)).toBe(1);
  });

  test('rises on the side that is liquidated more than forecast, damped, and falls on the other', () => {
    const state = createFilter();
    learnFrom(state, { 9: 0.02 }, 1000);
    const columns = new Float64Array(2 * COLUMNS).fill(1000);
    const usual = weigh(state.weights, columns, 0);
    for (let hour = 0; hour < 24; hour++) {
      learnRow(state, { from: 0, reportedUntil: 0, observed: Float64Array.of(8 * usual, 0), columns }, 1);
    }
    expect(surpriseFactor(state, 0)).toBeGreaterThan(1.2);
    // 8 times as much, if all of it were recent and nothing learned: 8^0.4
    expect(surpriseFactor(state, 0)).toBeLessThan(8 ** 0.4);
    expect(surpriseFactor(state, 1)).toBeLessThan(0.7);
  });
});

describe('reports that come with a later candle', () => {
  const candle = (minutes: number, liquidations?: ModelCandle['liquidations']): ModelCandle => {
    const price = 100 + 3 * Math.sin(minutes / 37);
    return {
      time: minutes * 60_000,
      step: HOUR / 12,
      open: price,
      high: price * 1.004,
      low: price * 0.996,
      close: price,
      volume: 100,
      ...(liquidations && { liquidations }),
    };
  };
  const steps = (hours: number) => Array.from({ length: hours * 12 }, (_, k) => 5 * k);

  test('are learned from as one row with all candles they cover', () => {
    // The first candle forecasts nothing, so that rows begin five minutes after it.
    const state = createFilter();
    for (const minutes of steps(3)) {
      const rows = state.learned.rows;
      const brings = minutes % 60 === 0 && minutes > 0;
      const since = (minutes - 55) * 60_000;
      advance(state, candle(minutes, brings ? { longUsd: 50, shortUsd: 60, since } : undefined));
      expect(state.learned.rows > rows).toBe(brings);
    }
    expect(state.learned.hours).toBeGreaterThan(3.9);
  });

  test('are the same as the reports of each candle, summed', () => {
    const [one, each] = [createFilter(), createFilter()];
    for (const minutes of steps(5)) {
      const brings = minutes % 60 === 0 && minutes > 0;
      const whole = brings ? { longUsd: 120, shortUsd: 240, since: (minutes - 55) * 60_000 } : undefined;
      advance(one, candle(minutes, whole));
      advance(each, candle(minutes, { longUsd: 10, shortUsd: 20 }));
    }
    // Without open interest liquidations do not change what opens, so that only the row could differ.
    expect([...one.weights]).toEqual([...each.weights]);
  });

  test('teach nothing where they leave a part of the time out', () => {
    const state = createFilter();
    for (const minutes of steps(3)) {
      const since = (minutes - 25) * 60_000;
      advance(state, candle(minutes, minutes % 60 === 0 ? { longUsd: 50, shortUsd: 60, since } : undefined));
    }
    expect(state.learned.rows).toBe(0);
    expect(state.weights).toEqual(state.prior);
  });

  test('of one side teach about that side', () => {
    const state = createFilter();
    for (const minutes of steps(3)) advance(state, candle(minutes, { longUsd: 10 }));
    expect(state.learned.observed).toBeGreaterThan(200);
    // Two whole hours lie behind the first candle.
    expect(state.learned.rows).toBeCloseTo(2, 1);
  });
});
