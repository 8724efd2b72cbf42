/** Candles of a chart, in the order of `HeatmapHeader.candles`. */
export type Candles = { time: number[]; open: number[]; high: number[]; low: number[]; close: number[] };

/** Milliseconds and USD to canvas pixels. */
export type Place = { x: (time: number) => number; y: (price: number) => number };

/**
 * Draws candles, neutral so that they read over any colour: hollow when price rose, filled when it
 * fell. Where a candle gets too few pixels for a body, a wick with the line of closes is drawn instead.
 */
export function drawCandles(
  context: CanvasRenderingContext2D,
  candles: Candles,
  step: number,
  { x, y }: Place,
  style: { ink: string; halo: string; pixelRatio: number },
): void {
  const { time, open, high, low, close } = candles;
  const first = time[0];
  if (first === undefined) return;
  const slot = x(first + step) - x(first);
  const thin = Math.max(1, Math.round(style.pixelRatio));
  const width = Math.max(1, Math.round(slot * 0.62));
  const bodies = slot >= 4 * style.pixelRatio;
  context.save();
  context.lineWidth = thin;
  const wicks = new Path2D();
  const rising = new Path2D();
  const falling = new Path2D();
  const line = new Path2D();
  for (let i = 0; i < time.length; i++) {
    const middle = Math.round(x((time[i] as number) + step / 2) - thin / 2) + thin / 2;
    const top = y(Math.max(open[i] as number, close[i] as number));
    const bottom = y(Math.min(open[i] as number, close[i] as number));
    wicks.moveTo(middle, y(high[i] as number));
    if (bodies) {
      wicks.lineTo(middle, top);
      wicks.moveTo(middle, bottom);
      const body = (close[i] as number) >= (open[i] as number) ? rising : falling;
      body.rect(middle - width / 2, top, width, Math.max(thin, bottom - top));
    }
    wicks.lineTo(middle, y(low[i] as number));
    // A hole in time is a hole in the line.
    const joined = i > 0 && (time[i] as number) - (time[i - 1] as number) < step * 1.5;
    if (joined) line.lineTo(middle, y(close[i] as number));
    else line.moveTo(middle, y(close[i] as number));
  }
  if (bodies) {
    context.strokeStyle = style.halo;
    context.lineWidth = thin * 3;
    context.stroke(wicks);
    context.strokeStyle = context.fillStyle = style.ink;
    context.lineWidth = thin;
    context.stroke(wicks);
    context.fillStyle = style.halo;
    context.fill(rising);
    context.fillStyle = style.ink;
    context.stroke(rising);
    context.fill(falling);
    context.stroke(falling);
  } else {
    context.strokeStyle = style.ink;
    context.globalAlpha = 0.45;
    context.stroke(wicks);
    context.globalAlpha = 1;
    context.lineJoin = 'round';
    context.strokeStyle = style.halo;
    context.lineWidth = thin * 3.5;
    context.stroke(line);
    context.strokeStyle = style.ink;
    context.lineWidth = thin * 1.5;
    context.stroke(line);
  }
  context.restore();
}
