import type { Candle, ForecastRow } from '../../schema/market.ts';
import type { ScoredCandle } from '../model/score/score.ts';

/**
 * Candles with what the ledger says of them. Where the model lived on finer candles its forecasts are summed; a candle
 * of which a part was not forecast (a hole, the first one) has no forecast, one of which nothing was reported nothing
 * observed.
 */
export function scoredCandles(candles: readonly Candle[], rows: readonly ForecastRow[]): ScoredCandle[] {
  const step = candles[0]?.step ?? 1;
  const byCandle = Map.groupBy(rows, row => Math.floor(row.time / step) * step);
  return candles.map(({ time, high, low, close }) => {
    const parts = byCandle.get(time) ?? [];
    const whole = parts.reduce((covered, part) => covered + part.step, 0) === step;
    const longUsd = total(parts, part => part.observedLongUsd);
    const shortUsd = total(parts, part => part.observedShortUsd);
    return {
      time,
      step,
      high,
      low,
      close,
      ...(whole && {
        forecast: {
          longUsd: total(parts, part => part.forecastLongUsd) ?? 0,
          shortUsd: total(parts, part => part.forecastShortUsd) ?? 0,
        },
      }),
      observed: { ...(longUsd !== undefined && { longUsd }), ...(shortUsd !== undefined && { shortUsd }) },
    };
  });
}

/** Undefined where no part has a value. */
function total(
  parts: readonly ForecastRow[],
  of: (part: ForecastRow) => number | undefined,
): number | undefined {
  const values = parts.map(of).filter(value => value !== undefined);
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) : undefined;
}
