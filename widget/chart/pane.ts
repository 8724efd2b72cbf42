import uPlot from 'uplot';
import { timeTicks } from '../plot/ticks.ts';
import type { Frame } from './frame.ts';

/** A chart in a pane: redraws from a frame, follows its place's size, shows a cursor. */
export type Pane = {
  plot: uPlot;
  redraw: () => void;
  resize: (width: number, height: number) => void;
  destroy: () => void;
};

/** Width of the axis at the right, CSS pixels: the same in all panes, so that their times line up. */
export const axisWidth = (narrow: boolean): number => (narrow ? 48 : 64);
/** Room between the newest column and that axis, where the great clusters are named. */
export const marginWidth = (narrow: boolean): number => (narrow ? 46 : 72);

/** Options that every pane shares: time below, values at the right, no legend, our own gestures. */
export function paneOptions(
  frame: () => Frame,
  place: { width: number; height: number },
  parts: {
    timeAxis: boolean;
    range: () => [number, number];
    splits: (height: number) => number[];
    values: (splits: number[]) => string[];
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
      x: { time: false, auto: false, range: () => [frame().view.from, frame().view.to] },
      y: { auto: false, range: () => parts.range() },
    },
    axes: [
      {
        ...axis,
        font: font(),
        size: parts.timeAxis ? 26 : 0,
        gap: 6,
        splits: plot => {
          const { from, to } = frame().view;
          return timeTicks(from, to, plot.bbox.width / uPlot.pxRatio / (narrow ? 62 : 84));
        },
        values: (_, splits) => {
          const { view, format } = frame();
          return parts.timeAxis
            ? splits.map(time => format.tick(time, view.to - view.from))
            : splits.map(() => '');
        },
      },
      {
        ...axis,
        font: font(),
        scale: 'y',
        side: 1,
        size: axisWidth(narrow),
        gap: 8,
        splits: plot => parts.splits(plot.bbox.height / uPlot.pxRatio),
        values: (_, splits) => parts.values(splits),
      },
    ],
    series: [{}, { scale: 'y', paths: () => null, points: { show: false } }],
    hooks: { drawClear: [parts.drawUnder], draw: [parts.drawOver], setCursor: [parts.onCursor] },
  };
}

/** Wraps a plot into a pane. */
export const paneOf = (plot: uPlot): Pane => ({
  plot,
  redraw: () => plot.setData(plot.data, true),
  resize: (width, height) => plot.setSize({ width, height }),
  destroy: () => plot.destroy(),
});

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
