import { type Frame, timesOf, type View } from '../chart/frame.ts';

/** Fewest columns and levels a view may show. */
const LEAST = 8;

/** A view scaled by factors around a place (time in ms, price as a natural logarithm). */
export function zoomed(
  view: View,
  { time, price }: { time: number; price: number },
  factors: { time?: number; price?: number },
): View {
  const { time: byTime = 1, price: byPrice = 1 } = factors;
  return {
    from: time - (time - view.from) * byTime,
    to: time + (view.to - time) * byTime,
    low: price - (price - view.low) * byPrice,
    high: price + (view.high - price) * byPrice,
  };
}

/** A view moved by a share of its own width and height. */
export function panned(view: View, across: number, up: number): View {
  const time = (view.to - view.from) * across;
  const price = (view.high - view.low) * up;
  return { from: view.from + time, to: view.to + time, low: view.low + price, high: view.high + price };
}

/**
 * Keeps a view within the data, with room at the right for names: shifted back where it went past an edge,
 * never wider than everything, never narrower than a few cells.
 */
export function within(view: View, frame: Frame): View {
  const { heatmap, barStep } = frame;
  const [first, end] = timesOf(frame);
  const step = heatmap?.time.step ?? barStep;
  const last = end + (end - first) * 0.4;
  const [from, to] = fitted(view.from, view.to, first, last, LEAST * step);
  if (!heatmap) return { ...view, from, to };
  const bottom = Math.log(heatmap.price.first);
  const level = Math.log(heatmap.price.ratio);
  const top = bottom + heatmap.price.count * level;
  const [low, high] = fitted(view.low, view.high, bottom, top, LEAST * level);
  return { from, to, low, high };
}

function fitted(from: number, to: number, first: number, last: number, least: number): [number, number] {
  const span = Math.min(last - first, Math.max(least, to - from));
  const middle = (from + to) / 2;
  const start = Math.min(last - span, Math.max(first, middle - span / 2));
  return [start, start + span];
}
