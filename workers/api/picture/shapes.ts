import type { Raster } from '../../../widget/plot/raster.ts';

/** `#rrggbb`, with an opacity of 0 to 1 (1 where left out). */
export type Fill = { colour: string; opacity?: number };

/** What a picture is made of, from the back to the front; pixels from the upper left. */
export type Shape =
  | { kind: 'rectangle'; x: number; y: number; width: number; height: number; fill: Fill }
  /** `y` is the baseline; `size` the height of the letters' box. */
  | {
      kind: 'text';
      x: number;
      y: number;
      text: string;
      size: number;
      align: 'start' | 'middle' | 'end';
      fill: Fill;
    }
  | { kind: 'raster'; x: number; y: number; width: number; height: number; raster: Raster };

export type Picture = {
  width: number;
  height: number;
  background: string;
  shapes: Shape[];
  /** The picture in one line, and in words. */
  title: string;
  summary: string;
};

export const rectangle = (
  x: number,
  y: number,
  width: number,
  height: number,
  colour: string,
  opacity = 1,
): Shape => ({ kind: 'rectangle', x, y, width, height, fill: { colour, opacity } });

export const text = (
  x: number,
  y: number,
  content: string,
  size: number,
  colour: string,
  align: 'start' | 'middle' | 'end' = 'start',
): Shape => ({ kind: 'text', x, y, text: content, size, align, fill: { colour } });
