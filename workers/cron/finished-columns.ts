import type { ExchangeSet } from '../../schema/exchange.ts';
import type { LevelColumn } from '../../schema/lattice.ts';
import { appendColumns, type TileKey, type TimedColumn } from '../store/heatmap-tiles.ts';
import { columnLife, columnWidths, completedColumn } from './column-times.ts';

/** Where one candle of an exchange set ended, and where the next one opens, if that is known already. */
export type CandleEdge = { exchange: ExchangeSet; step: number; end: number; next?: number };

export type FinishedColumn = TimedColumn & Pick<TileKey, 'exchange' | 'resolution'>;

/** Gathers the columns of one symbol that are finished, in every width they are stored in, to be written together. */
export function finishedColumns(symbol: string, newest: number) {
  const finished: FinishedColumn[] = [];
  return {
    finished,
    /** `column` is asked for only where it completes a width that is kept. */
    add({ exchange, step, end, next }: CandleEdge, column: () => LevelColumn): void {
      for (const resolution of columnWidths(step)) {
        const time = completedColumn(resolution, end, next);
        if (time === undefined || time < newest - columnLife(resolution)) continue;
        finished.push({ exchange, resolution, time, column: column() });
      }
    },
    statements: (db: D1Database): D1PreparedStatement[] => appendColumns(db, symbol, finished),
  };
}
