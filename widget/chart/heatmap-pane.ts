import uPlot from 'uplot';
import type { Heatmap } from '../../schema/answer/heatmap.ts';
import type { Side } from '../../schema/market.ts';
import { drawCandles } from '../plot/candles.ts';
import { cssColour } from '../plot/palette.ts';
import { poolFor, raster } from '../plot/raster.ts';
import { priceTicks } from '../plot/ticks.ts';
import { endOf } from './frame.ts';
import { clipped, drawHoles, gridEdges, type Pane, PLACEHOLDER, paneOptions, placeOn } from './pane.ts';
import { drawClusters, drawLastPrice } from './price-labels.ts';
import { namedClusters } from './standing-clusters.ts';

/** The heatmap with its candles: an image of grid size, drawn once per data and scaled by the canvas. */
export const heatmapPane: Pane = (target, size, frame, onCursor) => {
  const picture = cellPicture();
  const options = paneOptions(frame, size, {
    timeAxis: false,
    range: () => [frame().view.low, frame().view.high],
    splits: height => {
      const { low, high } = frame().view;
      return priceTicks(Math.exp(low), Math.exp(high), height / 44).map(Math.log);
    },
    values: (splits, plot) => {
      const { heatmap, format } = frame();
      const last = Math.log(heatmap?.candles.close.at(-1) ?? Number.NaN);
      const highest = Math.exp(splits.at(-1) ?? 0);
      const distance = (split: number) => Math.abs(plot.valToPos(split, 'y') - plot.valToPos(last, 'y'));
      // The tag of the last price covers a label that comes too near.
      return splits.map(split => (distance(split) < 15 ? '' : format.price(Math.exp(split), highest)));
    },
    onCursor,
    drawUnder: plot => {
      const { heatmap, colours, ink, side, frozen } = frame();
      if (!heatmap) return;
      clipped(plot, () => {
        picture.draw(plot, heatmap, colours);
        if (frozen) drawOnward(plot, heatmap, colours);
        if (side) fadeOtherSide(plot, heatmap, side, ink.page);
        drawHoles(plot, frame(), heatmap.candles.time, heatmap.time.step);
      });
    },
    drawOver: plot => {
      const { heatmap, ink, format, narrow, overlays, view } = frame();
      if (!heatmap) return;
      const { x, y } = placeOn(plot);
      const place = { x, y: (price: number) => y(Math.log(price)) };
      clipped(plot, context =>
        drawCandles(context, heatmap.candles, heatmap.time.step, place, {
          ink: ink.text,
          halo: ink.page,
          pixelRatio: uPlot.pxRatio,
        }),
      );
      const end = endOf(heatmap);
      const last = heatmap.candles.close.at(-1);
      for (const overlay of overlays) overlay(plot, frame());
      if (frame().clusters) drawClusters(plot, namedClusters(heatmap, view), { ink, format, end, last });
      drawLastPrice(plot, last, { ink, format, narrow, end });
    },
  });
  return new uPlot(options, PLACEHOLDER, target);
};

/** Draws what stood at the newest column on to the right edge, faintly: it is what was expected there. */
function drawOnward(plot: uPlot, heatmap: Heatmap, colours: Uint32Array): void {
  const { price, bytes } = heatmap;
  const left = plot.valToPos(endOf(heatmap), 'x', true);
  const { ctx, bbox } = plot;
  const base = (heatmap.time.count - 1) * price.count;
  const place = placeOn(plot);
  ctx.save();
  ctx.globalAlpha = 0.4;
  for (let y = 0; y < price.count; y++) {
    const colour = colours[bytes[base + y] as number] as number;
    if (colour === 0) continue;
    const edge = (row: number) => place.y(Math.log(price.first) + row * Math.log(price.ratio));
    ctx.fillStyle = cssColour(colour);
    ctx.fillRect(left, edge(y + 1), bbox.left + bbox.width - left, edge(y) - edge(y + 1));
  }
  ctx.restore();
}

/** Veils the positions of the other side, column by column: longs lie below a close, shorts above. */
function fadeOtherSide(plot: uPlot, { candles, time }: Heatmap, side: Side, veil: string): void {
  const { ctx } = plot;
  const { top, height } = plot.bbox;
  const { x, y } = placeOn(plot);
  ctx.save();
  ctx.globalAlpha = 0.82;
  ctx.fillStyle = veil;
  for (let i = 0; i < candles.time.length; i++) {
    const open = candles.time[i] as number;
    const left = x(open);
    const width = x(open + time.step) - left;
    const close = y(Math.log(candles.close[i] as number));
    if (side === 'long') ctx.fillRect(left, top, width, close - top);
    else ctx.fillRect(left, close, width, top + height - close);
  }
  ctx.restore();
}

/** Keeps the offscreen image of the last grid, colours and pooling. */
function cellPicture() {
  const canvas = document.createElement('canvas');
  let drawn: unknown[] = [];
  return {
    draw(plot: uPlot, heatmap: Heatmap, colours: Uint32Array) {
      const { time, price, bytes } = heatmap;
      const { left, right, floor, roof } = gridEdges(plot, heatmap);
      const columns = poolFor(time.count, right - left);
      const rows = poolFor(price.count, floor - roof);
      const wanted = [bytes, colours, columns, rows];
      if (wanted.some((part, i) => part !== drawn[i])) {
        drawn = wanted;
        const image = raster({ bytes, columns: time.count, rows: price.count }, colours, { columns, rows });
        canvas.width = image.width;
        canvas.height = image.height;
        const pixels = new Uint8ClampedArray(image.pixels.buffer);
        canvas.getContext('2d')?.putImageData(new ImageData(pixels, image.width, image.height), 0, 0);
      }
      // The last group may reach beyond the grid when the pool does not divide it.
      const width = ((right - left) * canvas.width * columns) / time.count;
      const height = ((floor - roof) * canvas.height * rows) / price.count;
      plot.ctx.imageSmoothingEnabled = false;
      plot.ctx.drawImage(canvas, left, floor - height, width, height);
    },
  };
}
