import type { HistoryBar } from '../../schema/answer/history.ts';
import type { Place } from './candles.ts';

/** What a bar shows in all, USD; undefined where neither side was recorded. */
export const barTotal = ({ longUsd, shortUsd }: HistoryBar): number | undefined =>
  longUsd === undefined && shortUsd === undefined ? undefined : (longUsd ?? 0) + (shortUsd ?? 0);

/** Draws stacked bars: longs from the axis up, shorts upon them, the height their total. */
export function drawBars(
  context: CanvasRenderingContext2D,
  bars: readonly HistoryBar[],
  step: number,
  { x, y }: Place,
  style: { long: string; short: string; pixelRatio: number },
): void {
  const floor = Math.round(y(0));
  for (const { time, longUsd = 0, shortUsd = 0 } of bars) {
    const left = x(time);
    const slot = x(time + step) - left;
    const gap = slot >= 3 * style.pixelRatio ? Math.max(1, Math.round(slot * 0.18)) : 0;
    const from = Math.round(left + gap / 2);
    const width = Math.max(1, Math.round(left + slot - gap / 2) - from);
    // A side that is more than nothing keeps a pixel, so that the two never look like one.
    const longTop = longUsd > 0 ? Math.min(floor - 1, Math.round(y(longUsd))) : floor;
    const top = shortUsd > 0 ? Math.min(longTop - 1, Math.round(y(longUsd + shortUsd))) : longTop;
    context.fillStyle = style.long;
    context.fillRect(from, longTop, width, floor - longTop);
    context.fillStyle = style.short;
    context.fillRect(from, top, width, longTop - top);
  }
}
