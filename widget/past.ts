import type { Heatmap } from '../schema/answer/heatmap.ts';
import type { History } from '../schema/answer/history.ts';
import type { Frame } from './chart/frame.ts';
import { summedSpan } from './summed-span.ts';

/**
 * A grid as it was known at `time` (ms): its columns and candles up to the one that closed by then. A
 * column holds the forecast frozen at its close, so leaving out the later ones is exact.
 */
export function heatmapAsOf(heatmap: Heatmap, time: number): Heatmap {
  const { start, step, count } = heatmap.time;
  const kept = Math.min(count, Math.max(1, Math.floor((time - start) / step)));
  const end = start + kept * step;
  const { candles } = heatmap;
  const candle = candles.time.findIndex(open => open >= end);
  const known = candle < 0 ? candles.time.length : candle;
  const cut = (bytes: Uint8Array) => bytes.subarray(0, kept * heatmap.price.count);
  const layers = heatmap.layers && Object.entries(heatmap.layers).map(([name, bytes]) => [name, cut(bytes)]);
  return {
    ...heatmap,
    generatedAt: end,
    time: { start, step, count: kept },
    candles: {
      time: candles.time.slice(0, known),
      open: candles.open.slice(0, known),
      high: candles.high.slice(0, known),
      low: candles.low.slice(0, known),
      close: candles.close.slice(0, known),
    },
    bytes: cut(heatmap.bytes),
    ...(layers && { layers: Object.fromEntries(layers) }),
  };
}

/** Bars that had closed by `time`. */
export function historyAsOf(history: History, time: number, barStep: number): History {
  const [from, to] = summedSpan(history);
  const closed = from + Math.max(0, Math.floor((time - from) / barStep)) * barStep;
  return {
    ...history,
    generatedAt: time,
    from,
    to: Math.min(to, closed),
    bars: history.bars.filter(bar => bar.time + barStep <= time),
  };
}

/** A frame as it was known at `time`, in the same view. */
export const frameAsOf = (frame: Frame, time: number): Frame => ({
  ...frame,
  heatmap: frame.heatmap && heatmapAsOf(frame.heatmap, time),
  history: frame.history && historyAsOf(frame.history, time, frame.barStep),
  frozen: true,
});
