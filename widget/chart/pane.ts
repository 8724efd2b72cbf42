import uPlot from 'uplot';
import { timeTicks } from '../plot/ticks.ts';
import { type Frame, timesOf } from './frame.ts';

/** A chart in a pane: redraws from a frame, follows its place's size, shows a cursor. */
export type Pane = {
  plot: uPlot;
  redraw: () => void;
  resize: (width: number, height: number) => void;
  destroy: () => void;
};

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
          const { view, heatmap, history, barStep } = frame();
          const [, end] = timesOf(heatmap, history, barStep);
          return timeTicks(
            view.from,
            Math.min(view.to, end),
            plot.bbox.width / uPlot.pxRatio / (narrow ? 62 : 84),
          );
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

/** Wraps a plot into a pane. */
export const paneOf = (plot: uPlot): Pane => ({
  plot,
  redraw: () => plot.setData(PLACEHOLDER),
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
