import uPlot from 'uplot';
import type { Heatmap } from '../../schema/answer/heatmap.ts';
import { drawHatch, holes } from '../plot/hatch.ts';
import { timeTicks } from '../plot/ticks.ts';
import { endOf, type Frame, timesOf } from './frame.ts';

/** Puts a chart into a place: it draws from a frame, and tells of its cursor. */
export type Pane = (
  target: HTMLElement,
  size: { width: number; height: number },
  frame: () => Frame,
  onCursor: (plot: uPlot) => void,
) => uPlot;

/** Width of the axis at the right, CSS pixels: the same in all panes, so that their times line up. */
export const axisWidth = (narrow: boolean): number => (narrow ? 52 : 66);
/** Room between the newest column and that axis, where the great clusters are named. */
export const marginWidth = (narrow: boolean): number => (narrow ? 54 : 66);

/** Options that every pane shares: time below, values at the right, no legend, our own gestures. */
export function paneOptions(
  frame: () => Frame,
  place: { width: number; height: number },
  parts: {
    timeAxis: boolean;
    range: () => [number, number];
    splits: (height: number) => number[];
    values: (splits: number[], plot: uPlot) => string[];
    drawUnder: (plot: uPlot) => void;
    drawOver: (plot: uPlot) => void;
    onCursor: (plot: uPlot) => void;
  },
): uPlot.Options {
  const { narrow } = frame();
  const grid = { show: true, stroke: () => frame().ink.grid, width: 1 };
  const font = () => frame().ink.font;
  const axis = { stroke: () => frame().ink.faint, grid, ticks: { show: false }, border: { show: false } };
  return {
    ...place,
    ms: 1,
    padding: [8, 0, parts.timeAxis ? 0 : 4, 0],
    legend: { show: false },
    cursor: { points: { show: false }, drag: { x: false, y: false, setScale: false }, lock: false },
    scales: {
      x: { time: false, range: () => [frame().view.from, frame().view.to] },
      y: { range: () => parts.range() },
    },
    axes: [
      {
        ...axis,
        font: font(),
        size: parts.timeAxis ? 26 : 0,
        gap: 6,
        splits: plot => {
          const { from, to } = frame().view;
          const [, end] = timesOf(frame());
          return timeTicks(from, Math.min(to, end), plot.bbox.width / uPlot.pxRatio / (narrow ? 62 : 84));
        },
        values: (plot, splits) => {
          const { view, format } = frame();
          // A label needs half its width within the plot, or it would be cut.
          const cut = (time: number) => plot.valToPos(time, 'x') < 22;
          return splits.map(time =>
            parts.timeAxis && !cut(time) ? format.tick(time, view.to - view.from) : '',
          );
        },
      },
      {
        ...axis,
        font: font(),
        scale: 'y',
        side: 1,
        size: axisWidth(narrow),
        gap: narrow ? 6 : 8,
        splits: plot => parts.splits(plot.bbox.height / uPlot.pxRatio),
        values: (plot, splits) => parts.values(splits, plot),
      },
    ],
    series: [{}, { scale: 'y', paths: () => null, points: { show: false } }],
    hooks: { drawClear: [parts.drawUnder], draw: [parts.drawOver], setCursor: [parts.onCursor] },
  };
}

/** uPlot asks a scale for its range only where there are values; ours come from the frame, not from here. */
export const PLACEHOLDER: uPlot.AlignedData = [
  [0, 1],
  [0, 1],
];

/** Runs a drawing within the plotting area. */
export function clipped(plot: uPlot, draw: (context: CanvasRenderingContext2D) => void): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw(ctx);
  ctx.restore();
}

/** Hatches the slots, `step` ms wide, in which nothing was recorded: none of `times` lies in them. */
export function drawHoles(plot: uPlot, frame: Frame, times: readonly number[], step: number): void {
  const { top, height } = plot.bbox;
  for (const [from, to] of holes(times, ...timesOf(frame), step)) {
    const left = plot.valToPos(from, 'x', true);
    const width = plot.valToPos(to, 'x', true) - left;
    const style = { ink: frame.ink.text, pixelRatio: uPlot.pxRatio };
    drawHatch(plot.ctx, { left, top, width, height }, style);
  }
}

/** Where the grid of a heatmap lies on a plot, canvas pixels. */
export function gridEdges(plot: uPlot, heatmap: Heatmap) {
  const { first, ratio, count } = heatmap.price;
  const bottom = Math.log(first);
  return {
    left: plot.valToPos(heatmap.time.start, 'x', true),
    right: plot.valToPos(endOf(heatmap), 'x', true),
    floor: plot.valToPos(bottom, 'y', true),
    roof: plot.valToPos(bottom + count * Math.log(ratio), 'y', true),
  };
}

/**
 * Where a plot's times (ms) and values lie, canvas pixels: as its own `valToPos`, of which two points are
 * asked and the rest follows on a line. Both scales are linear, and a thousand candles ask often.
 */
export function placeOn(plot: uPlot): { x: (time: number) => number; y: (value: number) => number } {
  const line = (scale: 'x' | 'y') => {
    const { min = 0, max = 1 } = plot.scales[scale] as uPlot.Scale;
    const start = plot.valToPos(min, scale, true);
    const slope = (plot.valToPos(max, scale, true) - start) / (max - min);
    return (value: number) => start + (value - min) * slope;
  };
  return { x: line('x'), y: line('y') };
}
