import type { Heatmap } from '../../../schema/answer/heatmap.ts';
import type { History } from '../../../schema/answer/history.ts';
import { cellValues } from '../../../schema/cells.ts';
import { type Cluster, clusters } from '../../../widget/plot/clusters.ts';

/** What a picture and its words are made from. */
export type MarketView = { heatmap: Heatmap; history: History };

/** The last price; undefined where the range has no candle. */
export const lastPriceOf = ({ candles }: Heatmap): number | undefined => candles.close.at(-1);

/** USD of each row in the newest column that holds anything. */
export function newestColumn({ bytes, cells, price, time }: Heatmap): Float64Array {
  const values = cellValues(cells.min, cells.max);
  for (let x = time.count - 1; x >= 0; x--) {
    const column = bytes.subarray(x * price.count, (x + 1) * price.count);
    if (column.some(byte => byte > 0)) return Float64Array.from(column, byte => values[byte] as number);
  }
  return new Float64Array(price.count);
}

/** The greatest heaps on both sides of the last price, and all that stands on each side within the grid. */
export function standingAround(heatmap: Heatmap): { longUsd: number; shortUsd: number; heaps: Cluster[] } {
  const usd = newestColumn(heatmap);
  const { first, ratio } = heatmap.price;
  const close = lastPriceOf(heatmap) ?? first;
  const border = Math.round(Math.log(close / first) / Math.log(ratio));
  const sum = (from: number, to: number) => usd.subarray(Math.max(0, from), Math.max(0, to)).reduce(add, 0);
  return {
    longUsd: sum(0, border),
    shortUsd: sum(border, usd.length),
    heaps: clusters({ usd, first, ratio, close }),
  };
}

const add = (a: number, b: number): number => a + b;
