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
    const whole = coveredBy(parts) === step;
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

/** How much time rows cover. Where exchanges have candles of several steps their rows overlap, each with dollars of its own. */
function coveredBy(rows: readonly ForecastRow[]): number {
  let covered = 0;
  let end = 0;
  for (const row of rows.toSorted((a, b) => a.time - b.time)) {
    covered += Math.max(0, row.time + row.step - Math.max(end, row.time));
    end = Math.max(end, row.time + row.step);
  }
  return covered;
}

/** Undefined where no part has a value. */
function total(
  parts: readonly ForecastRow[],
  of: (part: ForecastRow) => number | undefined,
): number | undefined {
  const values = parts.map(of).filter(value => value !== undefined);
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) : undefined;
}
