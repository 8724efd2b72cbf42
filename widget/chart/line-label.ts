import uPlot from 'uplot';
import type { Ink } from './frame.ts';
import { scaledFont } from './price-labels.ts';

/** Draws a line across the heatmap at a price, with words on a small ground at its right. */
export function drawPriceLine(
  plot: uPlot,
  {
    price,
    words,
    colour,
    ink,
    dashed = false,
  }: { price: number; words: string; colour: string; ink: Ink; dashed?: boolean },
): void {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const y = Math.round(plot.valToPos(Math.log(price), 'y', true)) + 0.5;
  if (y < bbox.top || y > bbox.top + bbox.height) return;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5 * ratio;
  if (dashed) ctx.setLineDash([5 * ratio, 4 * ratio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = scaledFont(ink.font, ratio);
  const width = ctx.measureText(words).width + 10 * ratio;
  const height = 18 * ratio;
  const left = bbox.left + bbox.width - width - 6 * ratio;
  const top = Math.min(bbox.top + bbox.height - height, Math.max(bbox.top, y - height / 2));
  ctx.fillStyle = ink.page;
  ctx.fillRect(left, top, width, height);
  ctx.setLineDash([]);
  ctx.lineWidth = ratio;
  ctx.strokeRect(left, top, width, height);
  ctx.fillStyle = ink.text;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.fillText(words, left + 5 * ratio, top + height / 2 + ratio / 2);
  ctx.restore();
}
