import { HOUR } from '../../../schema/range.ts';
import { advance, createFilter, type ModelCandle } from '../../model/filter.ts';
import type { FilterRules } from '../../model/rules.ts';
import type { ScoredCandle } from '../../model/score/score.ts';

/**
 * Runs a fresh filter over a market and answers, per bar, what was forecast before each of its candles, and what
 * was reported. Candles finer than an hour are summed by hour; one of them without a forecast, and the hour has none.
 * A candle that the model refuses is a hole.
 */
export function forecastMarket(candles: readonly ModelCandle[], rules: Partial<FilterRules>): ScoredCandle[] {
  const state = createFilter(rules);
  const bars: ScoredCandle[] = [];
  for (const candle of candles) {
    const { forecast, refused } = advance(state, candle);
    if (refused) continue;
    const bar = barOf(candle, forecast);
    const last = bars.at(-1);
    if (last !== undefined && candle.step < HOUR && last.time === bar.time) join(last, bar);
    else bars.push(bar);
  }
  return bars;
}

function barOf(candle: ModelCandle, forecast: ScoredCandle['forecast']): ScoredCandle {
  const { high, low, close, step, time } = candle;
  const { longUsd, shortUsd } = candle.liquidations ?? {};
  return {
    time: step < HOUR ? Math.floor(time / HOUR) * HOUR : time,
    step: Math.max(step, HOUR),
    high,
    low,
    close,
    ...(forecast && { forecast: { ...forecast } }),
    observed: { ...(longUsd !== undefined && { longUsd }), ...(shortUsd !== undefined && { shortUsd }) },
  };
}

function join(bar: ScoredCandle, next: ScoredCandle) {
  bar.high = Math.max(bar.high, next.high);
  bar.low = Math.min(bar.low, next.low);
  bar.close = next.close;
  if (bar.forecast && next.forecast) {
    bar.forecast.longUsd += next.forecast.longUsd;
    bar.forecast.shortUsd += next.forecast.shortUsd;
  } else {
    delete bar.forecast;
  }
  for (const side of ['longUsd', 'shortUsd'] as const) {
    const usd = next.observed[side];
    if (usd !== undefined) bar.observed[side] = (bar.observed[side] ?? 0) + usd;
  }
}
