import type { Heatmap } from '../../schema/answer/heatmap.ts';
import type { History } from '../../schema/answer/history.ts';
import { INTERVALS } from '../../schema/range.ts';
import type { ColourScale } from '../plot/colour-scale.ts';
import type { Format } from '../text/format.ts';
import { type Frame, fittingPrices, type Ink, type Overlay, timesOf, type View } from './frame.ts';
import { axisWidth, marginWidth } from './pane.ts';

/** What an element knows when it draws. */
export type Scene = {
  heatmap: Heatmap | undefined;
  history: History | undefined;
  scale: ColourScale | undefined;
  /** Colour of each byte of the heatmap. */
  colours: Uint32Array<ArrayBuffer>;
  ink: Ink;
  format: Format;
  narrow: boolean;
  /** Part of the view the reader chose; what is undefined fits the data. */
  zoom: View | undefined;
  /** Whether the profile of standing positions takes its place at the right. */
  map: boolean;
  side: 'long' | 'short' | undefined;
  overlays: readonly Overlay[];
};

/** Turns a scene into what the charts draw, for a plot `width` CSS pixels wide with its axis. */
export function makeFrame(scene: Scene, width: number): Frame {
  const { heatmap, history, narrow, format, overlays, side } = scene;
  const barStep = history ? INTERVALS[history.interval] : (heatmap?.time.step ?? 1);
  const view = scene.zoom ?? fittingView(scene, barStep, width);
  return {
    heatmap,
    history,
    barStep,
    colours: scene.colours,
    view,
    ink: scene.ink,
    format,
    narrow,
    overlays,
    side,
    frozen: false,
    clusters: !scene.map,
  };
}

/** The view that shows all columns, the prices worth looking at first, and room for names at the right. */
function fittingView({ heatmap, history, narrow, map, scale }: Scene, barStep: number, width: number): View {
  const [from, end] = timesOf(heatmap, history, barStep);
  const alone = !scale && !history;
  const inner = Math.max(80, width - axisWidth(narrow));
  const margin = Math.max(marginWidth(narrow), map ? inner * (alone ? 0.75 : 0.28) : 0);
  const to = end + ((end - from) * margin) / (inner - margin);
  const [low, high] = heatmap ? fittingPrices(heatmap) : [0, 1];
  return { from, to, low, high };
}
