import uPlot from 'uplot';
import type { Frame } from './chart/frame.ts';
import { heatmapPane } from './chart/heatmap-pane.ts';
import { historyPane } from './chart/history-pane.ts';
import { PLACEHOLDER } from './chart/pane.ts';

/** Where the cursor is: time in ms, and the price when it is over the heatmap. Pixels are within the charts' place. */
export type CursorPlace = {
  time: number;
  price?: number | undefined;
  x: number;
  y: number;
  width: number;
  height: number;
};

export type Charts = {
  /** The heatmap's plot, or the bars' where there is no heatmap. */
  main: uPlot | undefined;
  plots: () => uPlot[];
  /** Puts the cursor over a time and, on the heatmap, a price; away where time is undefined. */
  point: (time: number | undefined, price?: number) => void;
  redraw: () => void;
  resize: () => void;
  destroy: () => void;
};

/** Puts the panes into their places and one crosshair through them. */
export function createCharts(
  places: { heatmap?: HTMLElement | undefined; history?: HTMLElement | undefined },
  frame: () => Frame,
  onCursor: (place: CursorPlace | undefined) => void,
): Charts {
  const plots = new Map<HTMLElement, uPlot>();
  /** Where each plot begins within the charts' place, and that place's size: measured when drawn, not when pointed at. */
  const offsets = new Map<uPlot, { top: number; width: number; height: number }>();
  let following = false;
  const moved = (plot: uPlot) => {
    if (following) return;
    following = true;
    const { left = -10, top = -10 } = plot.cursor;
    for (const other of plots.values()) if (other !== plot) other.setCursor({ left, top: -10 }, false);
    following = false;
    if (left < 0 || top < 0) return onCursor(undefined);
    const overHeatmap = plot === plots.get(places.heatmap as HTMLElement);
    const pane = offsets.get(plot) ?? { top: 0, width: plot.width, height: plot.height };
    onCursor({
      time: plot.posToVal(left, 'x'),
      price: overHeatmap ? Math.exp(plot.posToVal(top, 'y')) : undefined,
      x: plot.bbox.left / uPlot.pxRatio + left,
      y: pane.top + plot.bbox.top / uPlot.pxRatio + top,
      width: pane.width,
      height: pane.height,
    });
  };
  const size = (place: HTMLElement) => ({
    width: Math.max(80, place.clientWidth),
    height: Math.max(60, place.clientHeight),
  });
  const offset = (place: HTMLElement) => {
    const around = place.offsetParent ?? place;
    return { top: place.offsetTop, width: around.clientWidth, height: around.clientHeight };
  };
  // All is measured before anything is put in: each in turn would make the browser lay out again.
  const found = ([heatmapPane, historyPane] as const).flatMap((put, i) => {
    const place = i === 0 ? places.heatmap : places.history;
    return place ? [{ put, place, size: size(place), offset: offset(place) }] : [];
  });
  for (const { put, place, size, offset } of found) {
    const plot = put(place, size, frame, moved);
    plots.set(place, plot);
    offsets.set(plot, offset);
  }
  const heat = places.heatmap && plots.get(places.heatmap);
  const main = heat ?? [...plots.values()][0];
  return {
    main,
    plots: () => [...plots.values()],
    point(time, price) {
      if (!main) return;
      const left = time === undefined ? -10 : main.valToPos(time, 'x');
      const top = price === undefined || main !== heat ? 10 : main.valToPos(Math.log(price), 'y');
      main.setCursor({ left, top: time === undefined ? -10 : top });
    },
    redraw() {
      for (const plot of plots.values()) plot.setData(PLACEHOLDER);
    },
    resize() {
      for (const [place, plot] of plots) {
        const wanted = size(place);
        if (wanted.width !== plot.width || wanted.height !== plot.height) plot.setSize(wanted);
      }
      for (const [place, plot] of plots) offsets.set(plot, offset(place));
    },
    destroy() {
      for (const plot of plots.values()) plot.destroy();
      plots.clear();
    },
  };
}
