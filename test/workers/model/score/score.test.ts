import { describe, expect, test } from 'vitest';
import { HOUR } from '../../../../schema/range.ts';
import { sinceSwept, sweptRange } from '../../../../workers/model/score/baselines.ts';
import { daySkill, quantile } from '../../../../workers/model/score/bootstrap.ts';
import { bestQuarter, calibration } from '../../../../workers/model/score/calibration.ts';
import { tweedieDeviance } from '../../../../workers/model/score/deviance.ts';
import { fairScale } from '../../../../workers/model/score/fair-scale.ts';
import { type ScoredCandle, score, scoreTogether } from '../../../../workers/model/score/score.ts';

const candle = (hour: number, low: number, high: number, close: number): ScoredCandle => ({
  time: hour * HOUR,
  step: HOUR,
  low,
  high,
  close,
  observed: {},
});

/** Numbers in [0, 1) that look random and are the same each time. */
const scatter = (i: number) => (Math.sin(i * 12.9898) * 43758.5453) % 1;

/** A price that moves by up to 1 % an hour; liquidations come in some hours for reasons the path does not show. */
function market(hours: number, forecastOf: (usd: number, i: number) => number): ScoredCandle[] {
  let close = 100;
  return Array.from({ length: hours }, (_, i) => {
    const before = close;
    close *= 1 + 0.01 * scatter(i);
    const hidden = Math.abs(scatter(i + 0.5)) > 0.7 ? 10 : 1;
    const usd = (down: number) => Math.max(0, down) * 1e8 * hidden;
    const longUsd = usd((before - close) / before);
    const shortUsd = usd((close - before) / before);
    return {
      time: i * HOUR,
      step: HOUR,
      low: Math.min(before, close),
      high: Math.max(before, close),
      close,
      forecast: { longUsd: forecastOf(longUsd, i), shortUsd: forecastOf(shortUsd, i) },
      observed: { longUsd, shortUsd },
    };
  });
}

describe('the pieces of a score', () => {
  test('the deviance is 0 for what came as forecast and grows to both sides', () => {
    expect(tweedieDeviance(9, 9)).toBe(0);
    // 4 (9/2 + 2 − 2·3) and 4 (0/3 + 3 − 0)
    expect(tweedieDeviance(9, 4)).toBe(2);
    expect(tweedieDeviance(0, 9)).toBe(12);
  });

  test('the fair scale finds a factor from the past and never from the row itself', () => {
    const forecast = [1, 1, 1, 1, 1];
    const { mean, constant } = fairScale(forecast, [100, 100, 100, 100, 5000], 1);
    expect(mean[1]).toBeCloseTo(100, 6);
    expect(mean[4]).toBeCloseTo(100, 6);
    expect(constant[4]).toBeCloseTo(100, 6);
  });

  test('the swept range is the log distance beyond the last close', () => {
    const [long, short] = sweptRange([candle(0, 99, 101, 100), candle(1, 98, 100.5, 99)]);
    expect([long[0], short[0]]).toEqual([0, 0]);
    expect(long[1]).toBeCloseTo(Math.log(100 / 98), 12);
    expect(short[1]).toBeCloseTo(Math.log(1.005), 12);
  });

  test('time since swept counts hours per level, new levels in full', () => {
    // 100 → 99.95 lies within two levels of 10 bp; a second visit two hours later finds them two hours old.
    const dip = [
      candle(0, 100, 100, 100),
      candle(1, 99.95, 100, 100),
      candle(2, 100, 100, 100),
      candle(3, 99.95, 100, 100),
    ];
    const [long] = sinceSwept(dip);
    const levels = 1 + Math.floor(Math.log(100) * 1000) - Math.floor(Math.log(99.95) * 1000);
    expect(levels).toBe(2);
    // The level of 100 itself was swept an hour before, the one below never: 1 + 720, then 1 + 2.
    expect([...long]).toEqual([0, 721, 0, 3]);
  });

  test('the interval of a skill covers it and is the same each time', () => {
    const days = Array.from({ length: 50 }, (_, i) => ({ forecast: 1 + (i % 3), against: 4 }));
    const skill = daySkill(days);
    // Σ forecast = 17·1 + 17·2 + 16·3 = 99 of 200
    expect(skill?.value).toBeCloseTo(1 - 99 / 200, 12);
    expect(skill?.low).toBeGreaterThan(0.44);
    expect(skill?.low).toBeLessThan(0.505);
    expect(skill?.high).toBeGreaterThan(0.505);
    expect(daySkill(days)).toEqual(skill);
    expect(daySkill([])).toBeUndefined();
  });

  test('a quantile lies between its neighbours', () => {
    expect(quantile([1, 2, 4], 0.75)).toBe(3);
    expect(quantile([], 0.5)).toBeNaN();
  });

  test('calibration tells twice too much from right', () => {
    const rows = Array.from({ length: 100 }, (_, i) => ({
      time: i * 6 * HOUR,
      forecast: 2 * (i + 1),
      observed: i + 1,
    }));
    const found = calibration(rows);
    expect(found?.sum).toBeCloseTo(2, 12);
    expect(found?.slope).toBeCloseTo(1, 12);
    expect(found?.weekly).toEqual([2, 2, 2]);
    expect(calibration([{ time: 0, forecast: 1, observed: 0 }])).toBeUndefined();
  });

  test('the best quarter takes the densest forecasts first and the last of them in part', () => {
    const rows = [
      { forecast: 9, observed: 50, distance: 1 },
      { forecast: 10, observed: 30, distance: 2 },
      { forecast: 1, observed: 20, distance: 5 },
      { forecast: 5, observed: 7, distance: 0 },
    ];
    // A quarter of 8 is 2: all of the first, half of the second.
    expect(bestQuarter(rows)).toBeCloseTo((50 + 15) / 100, 12);
  });
});

describe('a score', () => {
  test('shows skill where a forecast knows what the path of price does not', () => {
    const found = score(market(1200, usd => usd / 7));
    expect(found.rows).toBe(2 * 960);
    expect(found.days).toBe(40);
    expect(found.skill.sweepCurve?.value).toBeGreaterThan(0.6);
    expect(found.shown).toBe(true);
    expect(found.calibration?.sum).toBeCloseTo(1 / 7, 9);
    expect(found.scaled?.sum).toBeGreaterThan(0.9);
    expect(found.bySide.long.constant?.value).toBeGreaterThan(0.8);
    expect(found.byVolatility.wild.constant?.value).toBeGreaterThan(0.8);
  });

  test('shows none for a forecast that is always the same', () => {
    const found = score(market(1200, () => 5));
    expect(found.skill.constant?.value).toBeCloseTo(0, 2);
    expect(found.skill.sweepCurve?.value).toBeLessThan(-1);
    expect(found.shown).toBe(false);
  });

  test('of the future changes nothing that was forecast in the past', () => {
    const candles = market(600, usd => usd);
    const changed = candles.map((bar, i) =>
      i < 599 ? bar : { ...bar, observed: { longUsd: 1e12, shortUsd: 1e12 } },
    );
    const past = (bars: ScoredCandle[]) => score(bars.slice(0, 599)).skill;
    expect(past(changed)).toEqual(past(candles));
  });

  test('leaves out bars after a hole, without a forecast and without reports', () => {
    const candles = market(100, usd => usd);
    const whole = score(candles).rows;
    const { forecast: _, ...unforecast } = candles[50] as ScoredCandle;
    expect(score(candles.toSpliced(50, 1, unforecast)).rows).toBe(whole - 2);
    expect(
      score(candles.toSpliced(50, 1, { ...(candles[50] as ScoredCandle), observed: { longUsd: 3 } })).rows,
    ).toBe(whole - 1);
    // The bar itself and the one after it; the first fifth of 99 ends a bar earlier, which scores one more.
    expect(score(candles.toSpliced(50, 1)).rows).toBe(whole - 4 + 2);
  });

  test('of nothing is no skill', () => {
    expect(score([])).toEqual({
      rows: 0,
      days: 0,
      skill: {},
      bySide: { long: {}, short: {} },
      byVolatility: { quiet: {}, usual: {}, wild: {} },
      shown: false,
    });
  });

  test('of two markets together counts each in its own measure', () => {
    const one = market(600, usd => usd);
    const hundredfold = one.map(bar => ({
      ...bar,
      observed: { longUsd: (bar.observed.longUsd ?? 0) * 100, shortUsd: (bar.observed.shortUsd ?? 0) * 100 },
    }));
    const together = scoreTogether([one, hundredfold]).skill.constant?.value;
    expect(together).toBeCloseTo(score(one).skill.constant?.value ?? 0, 3);
  });
});
