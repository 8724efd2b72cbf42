import type uPlot from 'uplot';
import type { Heatmap } from '../../schema/answer/heatmap.ts';
import type { History } from '../../schema/answer/history.ts';
import type { Format } from '../text/format.ts';

/** What a chart shows of time (ms) and of price (natural logarithms of USD). */
export type View = { from: number; to: number; low: number; high: number };

/** Colours and font as the page gives them. */
export type Ink = {
  text: string;
  faint: string;
  grid: string;
  page: string;
  long: string;
  short: string;
  accent: string;
  /** The page's own colours for the heatmap, thin to dense; empty where it has none. */
  ramp: readonly string[];
  font: string;
};

/** All that the charts of one element draw from. */
export type Frame = {
  heatmap?: Heatmap | undefined;
  history?: History | undefined;
  /** Length of a history bar, ms. */
  barStep: number;
  /** Colour of each byte of the heatmap. */
  colours: Uint32Array<ArrayBuffer>;
  view: View;
  ink: Ink;
  format: Format;
  narrow: boolean;
  /** Drawn over the heatmap, in order. */
  overlays: readonly Overlay[];
  /** Show only what is liquidated of this side. */
  side: 'long' | 'short' | undefined;
  /** Shows a moment of the past; what stood then is drawn on to the right. */
  frozen: boolean;
  /** Whether to name the great clusters beside the newest column. */
  clusters: boolean;
};

/** Something a reader asked to see over the heatmap. */
export type Overlay = (plot: uPlot, frame: Frame) => void;

/** When the newest column of a grid ends, ms. */
export const endOf = ({ time }: Pick<Heatmap, 'time'>): number => time.start + time.step * time.count;

/** The times all charts of a frame share: from the first column's open to the last one's end. */
export function timesOf({
  heatmap,
  history,
  barStep,
}: Pick<Frame, 'heatmap' | 'history' | 'barStep'>): [number, number] {
  if (heatmap) return [heatmap.time.start, endOf(heatmap)];
  const first = history?.bars[0]?.time ?? 0;
  return [first, (history?.bars.at(-1)?.time ?? first) + barStep];
}

/**
 * The prices worth looking at first (natural logarithms): the candles, with room for what stands
 * around them, within the grid.
 */
export function fittingPrices(heatmap: Heatmap): [number, number] {
  const { first, ratio, count } = heatmap.price;
  const bottom = Math.log(first);
  const top = bottom + count * Math.log(ratio);
  const { low, high } = heatmap.candles;
  if (low.length === 0) return [bottom, top];
  const lowest = Math.log(low.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY));
  const highest = Math.log(high.reduce((most, value) => Math.max(most, value), 0));
  const room = Math.max(0.08, (highest - lowest) * 0.3);
  return [Math.max(bottom, lowest - room), Math.min(top, highest + room)];
}
