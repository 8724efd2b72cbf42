import { rgbOf } from '../../../widget/plot/palette.ts';
import type { Raster } from '../../../widget/plot/raster.ts';
import { GLYPH_HEIGHT, GLYPH_WIDTH, glyph } from './glyphs.ts';
import type { Picture, Shape } from './shapes.ts';

/** Letters are drawn this much lower than the box that SVG gives them: capitals fill 0.72 of it. */
const CAPITALS = 0.72;

/** A picture as pixels, for those who take no SVG. */
export function paint({ width, height, background, shapes }: Picture): Raster {
  const canvas: Raster = { width, height, pixels: new Uint32Array(width * height) };
  canvas.pixels.fill(entryOf(background, 1));
  for (const shape of shapes) draw(canvas, shape);
  return canvas;
}

function draw(canvas: Raster, shape: Shape): void {
  if (shape.kind === 'rectangle') {
    const { x, y, width, height, fill } = shape;
    paintRectangle(canvas, x, y, x + width, y + height, entryOf(fill.colour, fill.opacity ?? 1));
  } else if (shape.kind === 'text') paintText(canvas, shape);
  else paintRaster(canvas, shape);
}

function paintRectangle(
  canvas: Raster,
  left: number,
  top: number,
  right: number,
  bottom: number,
  entry: number,
): void {
  const fromX = Math.max(0, Math.round(left));
  const toX = Math.min(canvas.width, Math.max(fromX + 1, Math.round(right)));
  const fromY = Math.max(0, Math.round(top));
  const toY = Math.min(canvas.height, Math.max(fromY + 1, Math.round(bottom)));
  for (let y = fromY; y < toY; y++) for (let x = fromX; x < toX; x++) blend(canvas, x, y, entry);
}

function paintRaster(
  canvas: Raster,
  { x, y, width, height, raster }: Extract<Shape, { kind: 'raster' }>,
): void {
  for (let row = 0; row < height; row++) {
    const from = Math.floor((row * raster.height) / height) * raster.width;
    for (let column = 0; column < width; column++) {
      const entry = raster.pixels[from + Math.floor((column * raster.width) / width)] as number;
      if (entry !== 0) blend(canvas, x + column, y + row, entry);
    }
  }
}

function paintText(
  canvas: Raster,
  { x, y, text, size, align, fill }: Extract<Shape, { kind: 'text' }>,
): void {
  const cell = Math.max(1, Math.round((size * CAPITALS) / GLYPH_HEIGHT));
  const advance = (GLYPH_WIDTH + 1) * cell;
  const letters = [...text];
  const width = letters.length * advance - cell;
  const left = Math.round(x - (align === 'end' ? width : align === 'middle' ? width / 2 : 0));
  const top = Math.round(y) - GLYPH_HEIGHT * cell;
  const entry = entryOf(fill.colour, fill.opacity ?? 1);
  letters.forEach((letter, index) => {
    glyph(letter)?.forEach((ink, at) => {
      if (!ink) return;
      const cellX = left + index * advance + (at % GLYPH_WIDTH) * cell;
      const cellY = top + Math.floor(at / GLYPH_WIDTH) * cell;
      paintRectangle(canvas, cellX, cellY, cellX + cell, cellY + cell, entry);
    });
  });
}

/** Puts a translucent 0xAABBGGRR over what is there, which is opaque. */
function blend({ width, height, pixels }: Raster, x: number, y: number, entry: number): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  const alpha = entry >>> 24;
  const at = y * width + x;
  if (alpha === 255) {
    pixels[at] = entry;
    return;
  }
  const under = pixels[at] as number;
  let mixed = 0xff;
  for (const shift of [16, 8, 0]) {
    const channel = ((entry >>> shift) & 255) * alpha + ((under >>> shift) & 255) * (255 - alpha);
    mixed = (mixed << 8) | Math.round(channel / 255);
  }
  pixels[at] = mixed >>> 0;
}

function entryOf(colour: string, opacity: number): number {
  const [red, green, blue] = rgbOf(colour);
  return ((Math.round(255 * opacity) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
