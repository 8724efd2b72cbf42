import { render } from 'lit';
import type { Frame, Overlay, View } from './chart/frame.ts';
import { makeFrame, type Scene } from './chart/make-frame.ts';
import { type Charts, type CursorPlace, createCharts } from './charts.ts';
import type { Host } from './host.ts';
import { standing } from './parts/standing.ts';
import { pointedAt, tooltip } from './parts/tooltip.ts';

/** The charts of an element with what a reader does to them: zoom, overlays, cursor. */
export type Stage = Host & {
  /** Draws what the element now shows; puts charts up and down as the shadow root has places for them. */
  draw: () => void;
  resize: () => void;
  destroy: () => void;
  /** Forgets the reader's zoom without telling. */
  unzoom: () => void;
  has: (overlay: string) => boolean;
};

type Lent = Pick<Host, 'element' | 'root' | 'text' | 'format' | 'tell'> & {
  /** The scene as far as the element knows it. */
  scene: () => Omit<Scene, 'zoom' | 'overlays' | 'map'>;
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
  let cursor: CursorPlace | undefined;
  let pinned = false;

  const place = (name: string) => root.querySelector<HTMLElement>(`.${name}`) ?? undefined;

  const makeNew = (): boolean => {
    const width = (place('heat') ?? place('bars'))?.clientWidth;
    if (width === undefined) return false;
    const scene = { ...lent.scene(), zoom, map: overlays.has('map'), overlays: [...overlays.values()] };
    whole = makeFrame(scene, root, width);
    frame = change ? change(whole) : whole;
    return true;
  };

  const destroy = () => {
    charts?.destroy();
    charts = undefined;
  };

  const redraw = () => {
    if (charts && makeNew()) charts.redraw();
  };

  const showPointed = (moved: boolean) => {
    const box = place('tooltip');
    if (!box || !frame) return;
    const text = lent.text();
    const { format, narrow, heatmap } = frame;
    box.classList.toggle('on', cursor !== undefined);
    if (!cursor) {
      if (narrow && heatmap) render(standing(text, format, heatmap), box);
      if (moved) tell('liq-hover', null);
      return;
    }
    const at = pointedAt(frame, cursor);
    render(tooltip(text, format, at), box);
    if (moved) tell('liq-hover', at);
    if (!narrow) putBeside(box, cursor);
  };

  const point = (at: CursorPlace | undefined) => {
    if (pinned || (!at && !cursor)) return;
    cursor = at;
    showPointed(true);
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
      else charts = createCharts(places, () => frame as Frame, point);
      showPointed(false);
      for (const drawn of followers) drawn();
    },
    follow(drawn) {
      followers.add(drawn);
      return () => followers.delete(drawn);
    },
    resize() {
      if (charts && makeNew()) charts.resize();
    },
    zoom(view) {
      zoom = view;
      redraw();
      tell('liq-range-change', view ? { ...view, low: Math.exp(view.low), high: Math.exp(view.high) } : null);
    },
    unzoom() {
      zoom = undefined;
    },
    overlay(name, draw) {
      if (draw) overlays.set(name, draw);
      else overlays.delete(name);
      redraw();
    },
    pinned: () => pinned,
    pin(wanted) {
      pinned = wanted;
      if (pinned && frame && cursor) tell('liq-select', pointedAt(frame, cursor));
    },
  };
}

/** Puts a tooltip beside the cursor, on the side where there is room. */
function putBeside(box: HTMLElement, { x, y }: CursorPlace): void {
  const { clientWidth, clientHeight } = box.parentElement as HTMLElement;
  const right = x + box.offsetWidth + 24 > clientWidth;
  const left = right ? x - box.offsetWidth - 14 : x + 14;
  const top = Math.min(clientHeight - box.offsetHeight, Math.max(0, y - box.offsetHeight / 2));
  box.style.transform = `translate(${Math.max(0, left)}px,${top}px)`;
}
