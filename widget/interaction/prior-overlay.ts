import uPlot from 'uplot';
import type { Frame } from '../chart/frame.ts';
import { gridEdges } from '../chart/pane.ts';
import { drawHatch } from '../plot/hatch.ts';
import { raster } from '../plot/raster.ts';

/** Share from which a cell rests more on assumption than on data. */
const MOSTLY_ASSUMED = 128;

/** Opaque where a cell is mostly assumption. */
const MASK = Uint32Array.from({ length: 256 }, (_, byte) => (byte >= MOSTLY_ASSUMED ? 0xff000000 : 0));

let mask: { of: Uint8Array; colours: Uint32Array; canvas: OffscreenCanvas } | undefined;

/** Hatches the cells that rest mostly on weights the data have hardly tested, the other way than holes are. */
export function drawPrior(plot: uPlot, { heatmap, colours, ink }: Frame): void {
  const shares = heatmap?.layers?.priorShare;
  if (!heatmap || !shares) return;
  const { time, price, bytes } = heatmap;
  if (mask?.of !== shares || mask.colours !== colours) {
    // What is not drawn needs no doubt.
    const known = shares.map((share, i) => (colours[bytes[i] as number] ? share : 0));
    const image = raster({ bytes: known, columns: time.count, rows: price.count }, MASK);
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pixels = new Uint8ClampedArray(image.pixels.buffer);
    canvas.getContext('2d')?.putImageData(new ImageData(pixels, image.width, image.height), 0, 0);
    mask = { of: shares, colours, canvas };
  }
  const { bbox, ctx } = plot;
  const hatched = new OffscreenCanvas(Math.ceil(bbox.width), Math.ceil(bbox.height));
  const context = hatched.getContext('2d') as unknown as CanvasRenderingContext2D;
  const all = { left: 0, top: 0, width: bbox.width, height: bbox.height };
  context.setTransform(-1, 0, 0, 1, bbox.width, 0);
  drawHatch(context, all, { ink: ink.text, pixelRatio: uPlot.pxRatio });
  context.resetTransform();
  const { left, right, floor, roof } = gridEdges(plot, heatmap);
  context.globalCompositeOperation = 'destination-in';
  context.imageSmoothingEnabled = false;
  context.drawImage(mask.canvas, left - bbox.left, roof - bbox.top, right - left, floor - roof);
  ctx.drawImage(hatched, bbox.left, bbox.top);
}
