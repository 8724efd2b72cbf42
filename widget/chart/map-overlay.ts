import uPlot from 'uplot';
import { cumulated } from '../plot/standing-side.ts';
import { newestBand } from './band.ts';
import { endOf, type Frame } from './frame.ts';
import { scaledFont } from './price-labels.ts';
import { newestColumn } from './standing-clusters.ts';

/**
 * The liquidation map at the right edge: what stands now at each level, longs below the price and shorts
 * above, with a curve of their sums from the price outward. Where the band is known, a bar is solid to its low
 * end and faint to its high one.
 */
export function drawMap(plot: uPlot, { heatmap, ink, format, view }: Frame): void {
  const close = heatmap?.candles.close.at(-1);
  if (!heatmap || close === undefined) return;
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const left = Math.max(bbox.left, plot.valToPos(endOf(heatmap), 'x', true)) + 6 * ratio;
  const width = bbox.left + bbox.width - left - 4 * ratio;
  if (width < 30 * ratio) return;
  const column = { ...heatmap.price, usd: newestColumn(heatmap), close };
  const sums = cumulated(column);
  const band = newestBand(heatmap);
  const edge = (y: number) => plot.valToPos(Math.log(column.first) + y * Math.log(column.ratio), 'y', true);
  const middle = (y: number) => column.first * column.ratio ** (y + 0.5);
  const inView = (y: number) => middle(y) >= Math.exp(view.low) && middle(y) <= Math.exp(view.high);
  let most = 0;
  let mostSum = 0;
  for (let y = 0; y < sums.length; y++) {
    if (!inView(y)) continue;
    most = Math.max(most, column.usd[y] as number, band?.high[y] ?? 0);
    mostSum = Math.max(mostSum, sums[y] as number);
  }
  if (most === 0) return;
  ctx.save();
  for (let y = 0; y < sums.length; y++) {
    const usd = column.usd[y] as number;
    if (usd === 0 || !inView(y)) continue;
    const top = Math.round(edge(y + 1));
    const height = Math.max(1, Math.round(edge(y)) - top - (edge(y) - edge(y + 1) > 3 * ratio ? 1 : 0));
    ctx.fillStyle = middle(y) < close ? ink.long : ink.short;
    const bar = (to: number, opacity: number) => {
      ctx.globalAlpha = opacity;
      ctx.fillRect(left, top, Math.max(1, (to / most) * width), height);
    };
    // Where the band is known: to its low end for certain, to its high end perhaps.
    if (band) {
      bar(band.high[y] as number, 0.25);
      bar(usd, 0.45);
    }
    bar(band?.low[y] ?? usd, 1);
  }
  ctx.globalAlpha = 1;
  ctx.fillStyle = ink.text;
  ctx.font = scaledFont(ink.font, ratio);
  ctx.textAlign = 'right';
  for (const side of ['long', 'short']) {
    ctx.lineWidth = 1.5 * ratio;
    ctx.strokeStyle = ink.text;
    ctx.beginPath();
    const isLong = side === 'long';
    const levels = Array.from(sums.keys()).filter(y => inView(y) && middle(y) < close === isLong);
    if (isLong) levels.reverse();
    levels.forEach((y, i) => {
      if (i === 0) ctx.moveTo(left, edge(y + 0.5));
      else ctx.lineTo(left + ((sums[y] as number) / mostSum) * width, edge(y + 0.5));
    });
    ctx.stroke();
    const sum = Math.max(0, ...levels.map(y => sums[y] as number));
    if (sum === 0) continue;
    const y = isLong ? bbox.top + bbox.height - 8 * ratio : bbox.top + 14 * ratio;
    const text = `Σ ${format.amount(sum)}`;
    ctx.lineWidth = 3 * ratio;
    ctx.strokeStyle = ink.page;
    ctx.strokeText(text, left + width, y);
    ctx.fillText(text, left + width, y);
  }
  ctx.restore();
}
