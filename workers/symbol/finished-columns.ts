import type { ExchangeSet } from '../../schema/exchange.ts';
import type { LevelColumn } from '../../schema/lattice.ts';
import { LAYERS, type Layer } from '../../schema/layer.ts';
import type { StandingMap } from '../model/standing-map.ts';
import { binLevels } from '../store/layer-bins.ts';
import { columnLife, columnWidths, completedColumn } from './column-times.ts';
import type { FinishedColumn } from './columns.ts';
import { once } from './once.ts';
import type { StandingAt } from './standing-at.ts';

/** Where one candle of an exchange set ended, and where the next one opens, if that is known already. */
export type CandleEdge = { exchange: ExchangeSet; step: number; end: number; next?: number };

/** A finished column, and whether candles of its step are stored in no finer width. */
export type PublishedColumn = FinishedColumn & { finest: boolean };

/** Up to where the columns of an exchange set have been published already. */
export type PublishedUntil = Partial<Record<ExchangeSet, number>>;

/**
 * Gathers the columns of one symbol that are finished, in every width they are stored in, to be written together.
 * Left out are those that are too old for any range before `newest`, and those that were published already.
 */
export function finishedColumns(newest: number, published: PublishedUntil = {}) {
  const finished: PublishedColumn[] = [];
  const timed = (
    { exchange, step, end, next }: CandleEdge,
    layer: Layer | undefined,
    column: () => LevelColumn,
  ): PublishedColumn[] => {
    const found: PublishedColumn[] = [];
    const widths = columnWidths(step);
    for (const resolution of widths) {
      const time = completedColumn(resolution, end, next);
      if (time === undefined || time < newest - columnLife(resolution)) continue;
      if (time + resolution <= (published[exchange] ?? 0)) continue;
      const finest = resolution === widths[0];
      found.push({ exchange, layer, resolution, time, column: column(), finest });
    }
    return found;
  };
  return {
    finished,
    /** Those an edge completes. `column` is asked for, at once, only where it completes a width that is kept. */
    of: (edge: CandleEdge, column: () => LevelColumn): PublishedColumn[] => timed(edge, undefined, column),
    /** The same with the layers that qualify it. */
    withLayers: (edge: CandleEdge, { map, column }: StandingAt): PublishedColumn[] => [
      ...timed(edge, undefined, column),
      ...LAYERS.flatMap(layer =>
        timed(
          edge,
          layer,
          once(() => layerOf(map(), layer)),
        ),
      ),
    ],
    add: (columns: readonly PublishedColumn[]): void => {
      finished.push(...columns);
    },
  };
}

function layerOf({ firstLevel, usd, low, high, priorShare, groups }: StandingMap, layer: Layer): LevelColumn {
  const layers = { low, high, ...groups };
  const dollars =
    layer === 'assumed' ? usd.map((value, i) => value * (priorShare[i] as number)) : layers[layer];
  return binLevels({ firstLevel, usd: dollars });
}
