import uPlot from 'uplot';
import type { Cluster } from '../plot/clusters.ts';
import type { Format } from '../text/format.ts';
import type { Ink } from './frame.ts';
import { axisWidth } from './pane.ts';

/**
 * Names the clusters in USD beside the newest column; the earlier wins where two would touch, and one
 * beside the last price makes room for its line.
 */
export function drawClusters(
  plot: uPlot,
  found: readonly Cluster[],
  { ink, format, end, last }: { ink: Ink; format: Format; end: number; last: number | undefined },
): void {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const left = plot.valToPos(end, 'x', true);
  if (left > bbox.left + bbox.width) return;
  const height = 15 * ratio;
  const lastY = last === undefined ? Number.NaN : plot.valToPos(Math.log(last), 'y', true);
  const taken: number[] = [];
  ctx.save();
  ctx.font = scaledFont(ink.font, ratio);
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  for (const { price, usd, side } of found) {
    const y = plot.valToPos(Math.log(price), 'y', true);
    const below = side === 'long';
    const clear = Math.abs(y - lastY) < height * 0.7 ? lastY + (below ? 0.7 : -0.7) * height : y;
    const labelY = Math.min(bbox.top + bbox.height - height / 2, Math.max(bbox.top + height / 2, clear));
    if (taken.some(other => Math.abs(other - labelY) < height)) continue;
    taken.push(labelY);
    ctx.fillStyle = below ? ink.long : ink.short;
    ctx.fillRect(left, Math.round(y - ratio), 6 * ratio, Math.round(2 * ratio));
    ctx.fillStyle = ink.text;
    ctx.fillText(format.amount(usd), left + 9 * ratio, labelY);
  }
  ctx.restore();
}

/** A dashed line at the last price with its value tagged on the axis. */
export function drawLastPrice(
  plot: uPlot,
  price: number | undefined,
  { ink, format, narrow, end }: { ink: Ink; format: Format; narrow: boolean; end: number },
): void {
  if (price === undefined) return;
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const y = Math.round(plot.valToPos(Math.log(price), 'y', true)) + 0.5;
  if (y < bbox.top || y > bbox.top + bbox.height) return;
  const right = bbox.left + bbox.width;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = ink.text;
  ctx.lineWidth = ratio;
  ctx.setLineDash([3 * ratio, 3 * ratio]);
  ctx.beginPath();
  ctx.moveTo(Math.min(right, plot.valToPos(end, 'x', true)), y);
  ctx.lineTo(right, y);
  ctx.stroke();
  const height = 18 * ratio;
  ctx.beginPath();
  ctx.roundRect(right + 2 * ratio, y - height / 2, (axisWidth(narrow) - 4) * ratio, height, 3 * ratio);
  ctx.fill();
  ctx.fillStyle = ink.page;
  ctx.font = scaledFont(ink.font, ratio);
  ctx.textBaseline = 'middle';
  ctx.fillText(format.price(price), right + (narrow ? 6 : 8) * ratio, y + ratio / 2);
  ctx.restore();
}

/** A CSS font whose size is in CSS pixels, for a canvas in device pixels. */
export const scaledFont = (font: string, ratio: number): string =>
  font.replace(/([\d.]+)px/, (_, size: string) => `${Number(size) * ratio}px`);
