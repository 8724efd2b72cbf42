import type { Heatmap } from '../../schema/answer/heatmap.ts';
import { cellValues } from '../../schema/cells.ts';
import { type Cluster, clusters } from '../plot/clusters.ts';

/** USD of the newest column, per row from the lowest price up. */
export function newestColumn({
  bytes,
  cells,
  price,
  time,
}: Pick<Heatmap, 'bytes' | 'cells' | 'price' | 'time'>): Float64Array {
  const values = cellValues(cells.min, cells.max);
  const column = new Float64Array(price.count);
  const base = (time.count - 1) * price.count;
  for (let y = 0; y < price.count; y++) column[y] = values[bytes[base + y] as number] as number;
  return column;
}

/** Heaps per side that count as large: six of them, down to a quarter of the greatest. */
const LARGE = { most: 6, share: 0.25 };

/** What was found in a grid, by its candles: drawing asks for it again with every move of the view. */
const known = new WeakMap<Heatmap['candles'], { bytes: Uint8Array; found: Cluster[] }>();

/** The large heaps that stand around the last price, greatest first: the same wherever they are named. */
function standingClusters(heatmap: Heatmap): readonly Cluster[] {
  const { candles, bytes } = heatmap;
  const close = candles.close.at(-1);
  if (close === undefined) return [];
  const before = known.get(candles);
  if (before?.bytes === bytes) return before.found;
  const found = clusters({ ...heatmap.price, usd: newestColumn(heatmap), close }, LARGE);
  known.set(candles, { bytes, found });
  return found;
}

/** The large clusters nearest to the last price: above it and below it. */
export function nearestClusters(heatmap: Heatmap): [above: Cluster | undefined, below: Cluster | undefined] {
  const found = standingClusters(heatmap);
  const above = found.filter(({ side }) => side === 'short').sort((a, b) => a.price - b.price)[0];
  const below = found.filter(({ side }) => side === 'long').sort((a, b) => b.price - a.price)[0];
  return [above, below];
}

/** Those to name in a view (natural logarithms): the nearest, then the three greatest of each side. */
export function namedClusters(heatmap: Heatmap, view: { low: number; high: number }): Cluster[] {
  const seen = ({ price }: Cluster) => Math.log(price) > view.low && Math.log(price) < view.high;
  const found = standingClusters(heatmap).filter(seen);
  const greatest = (['long', 'short'] as const).flatMap(side =>
    found.filter(heap => heap.side === side).slice(0, 3),
  );
  const prices = nearestClusters(heatmap).map(heap => heap?.price);
  const nearest = found.filter(({ price }) => prices.includes(price));
  return [...nearest, ...greatest.filter(heap => !nearest.includes(heap)).sort((a, b) => b.usd - a.usd)];
}
