import type { ForecastRow } from '../../schema/market.ts';
import type { Forecast, ModelCandle } from '../model/filter.ts';
import { columnDigest } from '../store/column-digest.ts';
import { codesOf } from '../store/tile-columns.ts';
import { columnText } from './columns.ts';
import type { PublishedColumn } from './finished-columns.ts';

/** What one exchange's filter had said of a candle that has come. */
export type Outcome = { candle: ModelCandle; forecast: Forecast };

/**
 * The ledger's row of one candle over the exchanges of a symbol; undefined where nothing was forecast. Forecast and
 * observation are of the same exchanges: one that does not report liquidations says nothing of a forecast.
 */
export function forecastRow(outcomes: readonly Outcome[]): ForecastRow | undefined {
  const [first] = outcomes;
  if (!first) return undefined;
  const long = sumSide(outcomes, 'longUsd');
  const short = sumSide(outcomes, 'shortUsd');
  return {
    time: Math.min(...outcomes.map(({ candle }) => candle.time)),
    step: Math.max(...outcomes.map(({ candle }) => candle.step)),
    forecastLongUsd: long.forecast,
    forecastShortUsd: short.forecast,
    ...(long.observed !== undefined && { observedLongUsd: long.observed }),
    ...(short.observed !== undefined && { observedShortUsd: short.observed }),
  };
}

function sumSide(outcomes: readonly Outcome[], side: 'longUsd' | 'shortUsd') {
  const reporting = outcomes.filter(({ candle }) => candle.liquidations?.[side] !== undefined);
  const counted = reporting.length > 0 ? reporting : outcomes;
  return {
    forecast: counted.reduce((sum, { forecast }) => sum + forecast[side], 0),
    observed:
      reporting.length > 0
        ? reporting.reduce((sum, { candle }) => sum + (candle.liquidations?.[side] ?? 0), 0)
        : undefined,
  };
}

/**
 * Adds to each row the digest of the column of all exchanges that was published when its candle had closed, in the width
 * of the candles (five minutes at least). Where that one was too old to be stored the row has none: a coarser one would
 * depend on how many candles a run takes.
 */
export async function withDigests(
  rows: readonly ForecastRow[],
  columns: readonly PublishedColumn[],
): Promise<ForecastRow[]> {
  const byEnd = new Map(
    columns
      .filter(({ exchange, layer, finest }) => finest && exchange === 'all' && !layer)
      .map(column => [column.time + column.resolution, column]),
  );
  return Promise.all(
    rows.map(async row => {
      const column = byEnd.get(row.time + row.step);
      return column
        ? {
            ...row,
            columnSha256: await columnDigest(columnText(column, column.time, codesOf(column.column))),
          }
        : row;
    }),
  );
}
