import { endOf } from './chart/frame.ts';
import { nearestClusters } from './chart/standing-clusters.ts';
import { summedSpan } from './summed-span.ts';
import type { LiqHeatmapData } from './surface/properties.ts';
import { fill, type Messages } from './text/en.ts';
import type { Format } from './text/format.ts';

/** What the charts show, in one paragraph: the price, the nearest great clusters, what was liquidated. */
export function summary(
  text: Messages,
  format: Format,
  { symbol, heatmap, history }: LiqHeatmapData & { symbol: string },
): string {
  const said: string[] = [];
  const mode = (heatmap ?? history)?.mode;
  if (mode === 'simulated') said.push(text.simulatedHint);
  const close = heatmap?.candles.close.at(-1);
  if (heatmap && close !== undefined) {
    const time = `${format.time(endOf(heatmap), 0)} UTC`;
    said.push(fill(text.summaryPrice, { symbol, price: format.price(close), time }));
    const [above, below] = nearestClusters(heatmap);
    const tell = (message: string, cluster: typeof above) => {
      if (!cluster) return;
      const percent = format.percent(cluster.price / close - 1);
      said.push(fill(message, { usd: format.usd(cluster.usd), price: format.price(cluster.price), percent }));
    };
    tell(text.summaryShorts, above);
    tell(text.summaryLongs, below);
  }
  if (history && history.bars.length > 0) {
    const sum = (side: 'longUsd' | 'shortUsd') =>
      history.bars.reduce((total, bar) => total + (bar[side] ?? 0), 0);
    const [from, to] = summedSpan(history).map(time => format.time(time, 0)) as [string, string];
    said.push(
      fill(text.summaryHistory, {
        from,
        to,
        longs: format.usd(sum('longUsd')),
        shorts: format.usd(sum('shortUsd')),
      }),
    );
  }
  return said.join(' ');
}
