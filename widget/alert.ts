import type { Heatmap } from '../schema/answer/heatmap.ts';
import type { Side } from '../schema/market.ts';
import { nearestClusters } from './chart/standing-clusters.ts';

/** A large cluster that the price has come near to. `distance` is from the price, as a share of it: below 0 for longs. */
export type Alert = { side: Side; price: number; usd: number; distance: number };

/** How near is near: a share of the price. */
const NEAR = 0.01;

/** Watches the price come near: hands out each approach once, until the price has gone from there again. */
export function approaches(): (heatmap: Heatmap) => Alert[] {
  let near: Side[] = [];
  return heatmap => {
    const close = heatmap.candles.close.at(-1) as number;
    const found = nearestClusters(heatmap).flatMap(cluster => {
      if (!cluster) return [];
      const { side, price, usd } = cluster;
      const distance = price / close - 1;
      return Math.abs(distance) <= NEAR ? [{ side, price, usd, distance }] : [];
    });
    const before = near;
    near = found.map(({ side }) => side);
    return found.filter(({ side }) => !before.includes(side));
  };
}
