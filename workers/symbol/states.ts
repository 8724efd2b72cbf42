import type { Exchange } from '../../schema/exchange.ts';
import type { Own, Write } from './own.ts';

/** One exchange's filter as it was after the candle of `step` ms that ended at `end`; `failing` is why it stands still. */
export type StoredLane = { end: number; step?: number; state: string; failing?: string };

/** The filters of all exchanges of a symbol. */
export type Lanes = Partial<Record<Exchange, StoredLane>>;

/** The filters of a version of the model as they were saved last; none where nothing has been. */
export function readLanes({ sql }: Own, version: number): Lanes {
  const [row] = sql.exec<{ lanes: string }>('SELECT lanes FROM states WHERE version = ?', version).toArray();
  return row ? (JSON.parse(row.lanes) as Lanes) : {};
}

/** Whether filters of a version have been saved. */
export const hasLanes = ({ sql }: Own, version: number): boolean =>
  sql.exec('SELECT 1 FROM states WHERE version = ?', version).toArray().length > 0;

/** Saves the filters of a version. */
export const writeLanes =
  (version: number, lanes: Lanes): Write =>
  sql => {
    sql.exec('INSERT OR REPLACE INTO states VALUES (?, ?)', version, JSON.stringify(lanes));
  };

/** Where the filters of earlier versions of the model had come to: their columns and forecasts are published. */
export function readEarlierEnds({ sql }: Own, version: number): Partial<Record<Exchange, number>> {
  const rows = sql
    .exec<{ lanes: string }>('SELECT lanes FROM states WHERE version < ? ORDER BY version', version)
    .toArray();
  const ends: Partial<Record<Exchange, number>> = {};
  for (const { lanes } of rows)
    for (const [exchange, { end }] of Object.entries(JSON.parse(lanes) as Lanes))
      ends[exchange as Exchange] = end;
  return ends;
}

/** Forgets earlier versions. */
export const dropEarlierLanes =
  (version: number): Write =>
  sql => {
    sql.exec('DELETE FROM states WHERE version < ?', version);
  };
