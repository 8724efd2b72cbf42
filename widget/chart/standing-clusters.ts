import { cellValues } from '../../schema/cells.ts';
import type { Heatmap } from '../../schema/wire.ts';
import { type Cluster, clusters } from '../plot/clusters.ts';

/** USD of the newest column, per row from the lowest price up. */
export function newestColumn({ bytes, cells, price, time }: Heatmap): Float64Array {
  const values = cellValues(cells.min, cells.max);
  const column = new Float64Array(price.count);
  const base = (time.count - 1) * price.count;
  for (let y = 0; y < price.count; y++) column[y] = values[bytes[base + y] as number] as number;
  return column;
}

/** The heaps that stand around the last price, among the levels within `view` (natural logarithms) where one is given. */
export function standingClusters(heatmap: Heatmap, view?: { low: number; high: number }): Cluster[] {
  const close = heatmap.candles.close.at(-1);
  if (close === undefined) return [];
  const { first, ratio } = heatmap.price;
  const usd = newestColumn(heatmap);
  if (view) {
    const row = (logPrice: number) => (logPrice - Math.log(first)) / Math.log(ratio);
    usd.fill(0, 0, Math.max(0, Math.ceil(row(view.low))));
    usd.fill(0, Math.max(0, Math.floor(row(view.high))));
  }
  return clusters({ usd, first, ratio, close });
}
