import { INTERVALS } from '../../schema/range.ts';
import type { ColourScale } from '../plot/colour-scale.ts';
import { type Frame, fittingPrices, timesOf, type View } from './frame.ts';
import { axisWidth, marginWidth } from './pane.ts';

/** What an element knows when it draws. */
export type Scene = Omit<Frame, 'barStep' | 'view' | 'frozen' | 'clusters'> & {
  scale: ColourScale | undefined;
  /** Part of the view the reader chose; what is undefined fits the data. */
  zoom: View | undefined;
  /** Whether the profile of standing positions takes its place at the right. */
  map: boolean;
};

/** Turns a scene into what the charts draw, for a plot `width` CSS pixels wide with its axis. */
export function makeFrame(scene: Scene, width: number): Frame {
  const { heatmap, history, zoom, map } = scene;
  const barStep = history ? INTERVALS[history.interval] : (heatmap?.time.step ?? 1);
  const view = zoom ?? fittingView(scene, barStep, width);
  return { ...scene, barStep, view, frozen: false, clusters: !map };
}

/** The view that shows all columns, the prices worth looking at first, and room for names at the right. */
function fittingView({ heatmap, history, narrow, map, scale }: Scene, barStep: number, width: number): View {
  const [from, end] = timesOf({ heatmap, history, barStep });
  const alone = !scale && !history;
  const inner = Math.max(80, width - axisWidth(narrow));
  const margin = Math.max(marginWidth(narrow), map ? inner * (alone ? 0.75 : 0.28) : 0);
  const to = end + ((end - from) * margin) / (inner - margin);
  const [low, high] = heatmap ? fittingPrices(heatmap) : [0, 1];
  return { from, to, low, high };
}
