import { type ColumnKey, readColumns as read, type TimedColumn } from '../../workers/symbol/columns.ts';
import { inside } from './symbol-record.ts';

/** Columns of one set with from <= time < to, oldest first. */
export const readColumns = ({
  symbol,
  ...asked
}: ColumnKey & { symbol: string; from: number; to: number }): Promise<TimedColumn[]> =>
  inside(symbol, own => read(own, asked));
