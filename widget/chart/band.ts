import type { Heatmap } from '../../schema/answer/heatmap.ts';
import { newestColumn } from './standing-clusters.ts';

/** USD of both ends of the band in the newest column, per row; undefined where it is not known. */
export function newestBand({
  layers,
  band,
  time,
  price,
}: Heatmap): { low: Float64Array; high: Float64Array } | undefined {
  if (!band || !layers?.low || !layers.high) return undefined;
  const { low, high } = layers;
  return {
    low: newestColumn({ bytes: low, cells: band.low, time, price }),
    high: newestColumn({ bytes: high, cells: band.high, time, price }),
  };
}
