import { html, type TemplateResult } from 'lit';
import type { Heatmap } from '../../schema/answer/heatmap.ts';
import { endOf } from '../chart/frame.ts';
import { nearestClusters } from '../chart/standing-clusters.ts';
import type { Cluster } from '../plot/clusters.ts';
import type { Messages } from '../text/en.ts';
import type { Format } from '../text/format.ts';

/** What a docked tooltip says while nothing is pointed at: now, and what stands nearest. */
export function standing(text: Messages, format: Format, heatmap: Heatmap): TemplateResult {
  const close = heatmap.candles.close.at(-1);
  // The last column may be open still.
  const known = Math.min(heatmap.generatedAt, endOf(heatmap));
  const [above, below] = nearestClusters(heatmap);
  const line = (word: string, cluster: Cluster | undefined) =>
    cluster && close
      ? html`<dt><i class="swatch ${cluster.side}"></i>${word}</dt>
          <dd><bdi>${format.usd(cluster.usd)}</bdi> <span class="faint">${format.percent(cluster.price / close - 1)}</span></dd>`
      : '';
  return html`<div>
      <div>${format.time(known, 0)} <span class="faint">UTC</span></div>
      ${close === undefined ? '' : html`<div><b>${format.price(close)}</b> <span class="faint">${text.lastPrice}</span></div>`}
    </div>
    <div>
      <div class="faint">${text.nearest}</div>
      <dl>${line(text.above, above)} ${line(text.below, below)}</dl>
    </div>`;
}
