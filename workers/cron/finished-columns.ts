import type { ExchangeSet } from '../../schema/exchange.ts';
import type { LevelColumn } from '../../schema/lattice.ts';
import { appendColumns, type TileKey, type TimedColumn } from '../store/heatmap-tiles.ts';
import { columnLife, columnWidths, completedColumn } from './column-times.ts';

/** Where one candle of an exchange set ended, and where the next one opens, if that is known already. */
export type CandleEdge = { exchange: ExchangeSet; step: number; end: number; next?: number };

/** Gathers the columns of one symbol that are finished, in every width they are stored in, to be written together. */
export function finishedColumns(symbol: string, newest: number) {
  const runs = new Map<string, { key: TileKey; columns: TimedColumn[] }>();
  return {
    /** `column` is asked for only where it completes a width that is kept. */
    add({ exchange, step, end, next }: CandleEdge, column: () => LevelColumn): void {
      for (const resolution of columnWidths(step)) {
        const time = completedColumn(resolution, end, next);
        if (time === undefined || time < newest - columnLife(resolution)) continue;
        const id = `${exchange} ${resolution}`;
        const run = runs.get(id) ?? { key: { symbol, exchange, resolution }, columns: [] };
        runs.set(id, run);
        run.columns.push({ time, column: column() });
      }
    },
    statements: (db: D1Database): D1PreparedStatement[] =>
      [...runs.values()].flatMap(({ key, columns }) => appendColumns(db, key, columns)),
  };
}
