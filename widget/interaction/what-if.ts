import { newestBand } from '../chart/band.ts';
import { drawPriceLine } from '../chart/line-label.ts';
import { newestColumn } from '../chart/standing-clusters.ts';
import type { Host } from '../host.ts';
import { swept } from '../plot/standing-side.ts';
import { fill } from '../text/en.ts';
import { allWords } from '../text/en-more.ts';

/** Shows what would be swept if price went to `target` (USD); undefined takes it away. */
export function showWhatIf(host: Host, target: number | undefined): void {
  host.overlay(
    'what-if',
    target === undefined
      ? undefined
      : (plot, { heatmap, ink, format }) => {
          const close = heatmap?.candles.close.at(-1);
          if (!heatmap || close === undefined) return;
          const sweep = (usd: Float64Array) => swept({ ...heatmap.price, usd, close }, target);
          const { side, usd } = sweep(newestColumn(heatmap));
          const band = newestBand(heatmap);
          const ends = band && [band.low, band.high].map(end => format.usd(sweep(end).usd)).join(' – ');
          const text = allWords(host.text());
          const top = plot.valToPos(Math.log(Math.max(close, target)), 'y', true);
          const bottom = plot.valToPos(Math.log(Math.min(close, target)), 'y', true);
          plot.ctx.save();
          plot.ctx.globalAlpha = 0.14;
          plot.ctx.fillStyle = ink[side];
          plot.ctx.fillRect(plot.bbox.left, top, plot.bbox.width, bottom - top);
          plot.ctx.restore();
          const words = fill(side === 'long' ? text.whatIfLongs : text.whatIfShorts, {
            price: format.price(target),
            percent: format.percent(target / close - 1),
            usd: ends ? `${format.usd(usd)} (${ends})` : format.usd(usd),
          });
          drawPriceLine(plot, { price: target, words, colour: ink[side], ink });
        },
  );
}
