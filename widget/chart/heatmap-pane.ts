import uPlot from 'uplot';
import { cellValues } from '../../schema/cells.ts';
import type { Heatmap } from '../../schema/wire.ts';
import { drawCandles } from '../plot/candles.ts';
import { type Cluster, clusters } from '../plot/clusters.ts';
import { drawHatch, holes } from '../plot/hatch.ts';
import { poolFor, raster } from '../plot/raster.ts';
import { priceTicks } from '../plot/ticks.ts';
import type { Frame } from './frame.ts';
import { clipped, type Pane, PLACEHOLDER, paneOf, paneOptions } from './pane.ts';
import { drawClusters, drawLastPrice } from './price-labels.ts';

/** The heatmap with its candles: an image of grid size, drawn once per data and scaled by the canvas. */
export function heatmapPane(
  target: HTMLElement,
  size: { width: number; height: number },
  frame: () => Frame,
  onCursor: (plot: uPlot) => void,
): Pane {
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
      const { heatmap, colours, ink } = frame();
      if (!heatmap) return;
      clipped(plot, context => {
        picture.draw(context, plot, heatmap, colours);
        drawHoles(context, plot, heatmap, ink.text);
      });
    },
    drawOver: plot => {
      const { heatmap, ink, format, narrow } = frame();
      if (!heatmap) return;
      const place = {
        x: (time: number) => plot.valToPos(time, 'x', true),
        y: (price: number) => plot.valToPos(Math.log(price), 'y', true),
      };
      clipped(plot, context =>
        drawCandles(context, heatmap.candles, heatmap.time.step, place, {
          ink: ink.text,
          halo: ink.page,
          pixelRatio: uPlot.pxRatio,
        }),
      );
      const end = endOf(heatmap);
      const last = heatmap.candles.close.at(-1);
      drawClusters(plot, standingClusters(heatmap), { ink, format, end, last });
      drawLastPrice(plot, last, { ink, format, narrow, end });
    },
  });
  return paneOf(new uPlot(options, PLACEHOLDER, target));
}

const endOf = ({ time }: Heatmap) => time.start + time.step * time.count;

function drawHoles(context: CanvasRenderingContext2D, plot: uPlot, heatmap: Heatmap, ink: string): void {
  const { start, step } = heatmap.time;
  for (const [from, to] of holes(heatmap.candles.time, start, endOf(heatmap), step)) {
    const left = plot.valToPos(from, 'x', true);
    const width = plot.valToPos(to, 'x', true) - left;
    const { top, height } = plot.bbox;
    drawHatch(context, { left, top, width, height }, { ink, pixelRatio: uPlot.pxRatio });
  }
}

/** USD of the newest column, per row from the lowest price up. */
export function newestColumn({ bytes, cells, price, time }: Heatmap): Float64Array {
  const values = cellValues(cells.min, cells.max);
  const column = new Float64Array(price.count);
  const base = (time.count - 1) * price.count;
  for (let y = 0; y < price.count; y++) column[y] = values[bytes[base + y] as number] as number;
  return column;
}

/** The heaps that stand around the last price. */
export function standingClusters(heatmap: Heatmap): Cluster[] {
  const close = heatmap.candles.close.at(-1);
  if (close === undefined) return [];
  const { first, ratio } = heatmap.price;
  return clusters({ usd: newestColumn(heatmap), first, ratio, close });
}

/** Keeps the offscreen image of the last grid, colours and pooling. */
function cellPicture() {
  const canvas = document.createElement('canvas');
  let drawn: unknown[] = [];
  return {
    draw(
      context: CanvasRenderingContext2D,
      plot: uPlot,
      heatmap: Heatmap,
      colours: Uint32Array<ArrayBuffer>,
    ) {
      const { time, price, bytes } = heatmap;
      const bottom = Math.log(price.first);
      const left = plot.valToPos(time.start, 'x', true);
      const right = plot.valToPos(time.start + time.step * time.count, 'x', true);
      const floor = plot.valToPos(bottom, 'y', true);
      const roof = plot.valToPos(bottom + price.count * Math.log(price.ratio), 'y', true);
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
      context.imageSmoothingEnabled = false;
      context.drawImage(canvas, left, floor - height, width, height);
    },
  };
}
