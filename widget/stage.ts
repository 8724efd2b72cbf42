import { nothing, render, type TemplateResult } from 'lit';
import type { Heatmap } from '../schema/answer/heatmap.ts';
import type { Frame, Ink, Overlay, View } from './chart/frame.ts';
import { readInk } from './chart/ink.ts';
import { makeFrame, type Scene } from './chart/make-frame.ts';
import { type Charts, type CursorPlace, createCharts } from './charts.ts';
import type { Cell, Host } from './host.ts';
import { standing } from './parts/standing.ts';
import { pointedAt, tooltip } from './parts/tooltip.ts';
import { coloursOfBytes } from './plot/colour-scale.ts';

/** The charts of an element with what a reader does to them: zoom, overlays, cursor. */
export type Stage = Host & {
  /** Draws what the element now shows; puts charts up and down as the shadow root has places for them. */
  draw: () => void;
  destroy: () => void;
  /** Forgets the reader's zoom without telling. */
  unzoom: () => void;
  has: (overlay: string) => boolean;
};

type Lent = Pick<Host, 'element' | 'root' | 'text' | 'format' | 'tell'> & {
  /** The scene as far as the element knows it. */
  scene: () => Omit<Scene, 'zoom' | 'overlays' | 'map' | 'colours' | 'ink'> & {
    palette: Uint32Array;
    /** Colour of the page behind, unless the element has its own ground. */
    page: string | undefined;
  };
};

/** Puts up a stage in an element's shadow root. */
export function createStage(lent: Lent): Stage {
  const { root, tell } = lent;
  const followers = new Set<() => void>();
  const overlays = new Map<string, Overlay>();
  let charts: Charts | undefined;
  let chartsKey = '';
  let frame: Frame | undefined;
  let whole: Frame | undefined;
  let change: ((frame: Frame) => Frame) | undefined;
  let zoom: View | undefined;
  let qualified:
    | { of: Uint8Array; parts: Partial<Heatmap>; describe: (at: Cell) => TemplateResult }
    | undefined;
  let cursor: CursorPlace | undefined;
  let pinned = false;
  /** A pinned cursor is being put back at its place. */
  let holding = false;

  const place = (name: string) => root.querySelector<HTMLElement>(`.${name}`) ?? undefined;

  let ink: Ink | undefined;
  let colours = new Uint32Array(256);
  let coloured: unknown[] = [];

  /** The colours of the grid's bytes, made anew only when something they come from is another. */
  const coloursOf = ({ heatmap, scale, palette }: ReturnType<Lent['scene']>) => {
    const from = [heatmap?.cells, scale, palette];
    if (heatmap && from.some((part, i) => part !== coloured[i])) {
      coloured = from;
      colours = coloursOfBytes(heatmap.cells, scale, palette);
    }
    return colours;
  };

  const makeNew = (): boolean => {
    const width = (place('heat') ?? place('bars'))?.clientWidth;
    if (width === undefined) return false;
    const known = lent.scene();
    const { heatmap } = known;
    if (heatmap && qualified?.of === heatmap.bytes) known.heatmap = { ...heatmap, ...qualified.parts };
    ink ??= readInk(root, known.page);
    const own = { zoom, map: overlays.has('map'), overlays: [...overlays.values()] };
    whole = makeFrame({ ...known, ...own, ink, colours: coloursOf(known) }, width);
    frame = change ? change(whole) : whole;
    return true;
  };

  /** Charts fit their places, which move with what comes to stand around them: badges, controls, words. */
  const sizes = new ResizeObserver(() => {
    if (!charts || !makeNew()) return;
    charts.resize();
    hold();
  });

  const destroy = () => {
    sizes.disconnect();
    charts?.destroy();
    charts = undefined;
  };

  const redraw = () => {
    if (!charts || !makeNew()) return;
    charts.redraw();
    hold();
  };

  /** Keeps a pinned cursor at its time and price, wherever these are drawn now and wherever the mouse is. */
  const hold = () => {
    const kept = cursor;
    // uPlot's own lock, which its types leave out.
    for (const plot of charts?.plots() ?? []) Object.assign(plot.cursor, { _lock: pinned });
    if (!pinned || !kept) return;
    // A plot takes over its scales in a microtask.
    queueMicrotask(() => {
      if (!pinned) return;
      holding = true;
      charts?.point(kept.time, kept.price);
      holding = false;
      // Out of view it is not shown, and not forgotten.
      cursor ??= kept;
    });
  };

  const showPointed = (moved: boolean) => {
    const box = place('tooltip');
    if (!box || !frame) return;
    const text = lent.text();
    const { format, heatmap } = frame;
    const docked = root.querySelector('[data-narrow]');
    box.classList.toggle('on', cursor !== undefined);
    if (!cursor) {
      if (docked && heatmap) render(standing(text, format, heatmap), box);
      if (moved) tell('liq-hover', null);
      return;
    }
    const at = pointedAt(frame, cursor);
    const { cell } = at;
    const more = typeof cell === 'object' && frame.heatmap?.layers && qualified?.describe(cell);
    render(tooltip(text, format, at, more || nothing), box);
    if (moved) tell('liq-hover', at);
    if (!docked) putBeside(box, cursor);
  };

  const point = (at: CursorPlace | undefined) => {
    if ((pinned && !holding) || (!at && !cursor)) return;
    cursor = at;
    showPointed(!holding);
  };

  return {
    ...lent,
    frame: () => frame,
    whole: () => whole,
    rewrite(wanted) {
      change = wanted;
      redraw();
    },
    charts: () => charts,
    cursor: () => cursor,
    redraw,
    destroy,
    has: name => overlays.has(name),
    draw() {
      // Styles are read once per rendering: reading them makes the browser compute them.
      ink = undefined;
      if (!makeNew()) {
        destroy();
        for (const drawn of followers) drawn();
        return;
      }
      const places = { heatmap: place('heat'), history: place('bars') };
      const key = `${frame?.narrow} ${frame?.ink.font} ${places.heatmap !== undefined} ${places.history !== undefined}`;
      if (key !== chartsKey) destroy();
      chartsKey = key;
      if (charts) charts.redraw();
      else {
        charts = createCharts(places, () => frame as Frame, point);
        for (const pane of Object.values(places)) if (pane) sizes.observe(pane);
      }
      hold();
      showPointed(false);
      for (const drawn of followers) drawn();
    },
    follow(drawn) {
      followers.add(drawn);
      return () => followers.delete(drawn);
    },
    zoom(view) {
      zoom = view;
      redraw();
      tell('liq-range-change', view ? { ...view, low: Math.exp(view.low), high: Math.exp(view.high) } : null);
    },
    unzoom() {
      zoom = undefined;
    },
    layers({ layers, band, split, priorShare }, describe) {
      const { heatmap } = lent.scene();
      if (!heatmap || !layers) return;
      const parts = {
        layers,
        ...(band && { band }),
        ...(split && { split }),
        ...(priorShare && { priorShare }),
      };
      qualified = { of: heatmap.bytes, parts, describe };
      redraw();
    },
    overlay(name, draw) {
      if (draw) overlays.set(name, draw);
      else overlays.delete(name);
      redraw();
    },
    pinned: () => pinned,
    pin(wanted) {
      pinned = wanted;
      hold();
      if (pinned && frame && cursor) tell('liq-select', pointedAt(frame, cursor));
    },
  };
}

/**
 * Puts a tooltip beside the cursor: left of it in the right half, and beginning, in the middle or ending
 * at its height in the upper, middle and lower third. The browser computes the rest, nothing is measured.
 */
function putBeside(box: HTMLElement, { x, y, width, height }: CursorPlace): void {
  const left = x > width / 2 ? `calc(${x - 14}px - 100%)` : `${x + 14}px`;
  const back = y < height / 3 ? 0 : y < (height * 2) / 3 ? 50 : 100;
  box.style.transform = `translate(${left},calc(${y}px - ${back}%))`;
}
