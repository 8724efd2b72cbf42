/** Candles of a chart, in the order of `HeatmapHeader.candles`. */
export type Candles = { time: number[]; open: number[]; high: number[]; low: number[]; close: number[] };

/** Milliseconds and USD to canvas pixels. */
export type Place = { x: (time: number) => number; y: (price: number) => number };

type Style = { ink: string; halo: string; pixelRatio: number };

/** Least width of a slot that has room for a body, and of one that has room for a point of its own, CSS pixels. */
const BODY_SLOT = 4;
const POINT_SLOT = 2;

/**
 * Draws candles, neutral so that they read over any colour: hollow when price rose, filled when it
 * fell. Where a candle gets too few pixels for a body, a wick with the line of closes is drawn instead.
 */
export function drawCandles(
  context: CanvasRenderingContext2D,
  candles: Candles,
  step: number,
  place: Place,
  style: Style,
): void {
  const first = candles.time[0];
  if (first === undefined) return;
  const slot = place.x(first + step) - place.x(first);
  // Candles outside of the canvas cost as much as those within.
  const seen = candles.time.findIndex(time => place.x(time) + slot >= 0);
  const beyond = candles.time.findIndex(time => place.x(time) > context.canvas.width);
  const range = { from: Math.max(0, seen - 1), to: beyond < 0 ? candles.time.length : beyond };
  context.save();
  if (slot >= BODY_SLOT * style.pixelRatio) drawBodies(context, candles, step, slot, range, place, style);
  else drawLine(context, candles, step, slot, range, place, style);
  context.restore();
}

type Range = { from: number; to: number };

function drawBodies(
  context: CanvasRenderingContext2D,
  { time, open, high, low, close }: Candles,
  step: number,
  slot: number,
  { from, to }: Range,
  { x, y }: Place,
  style: Style,
): void {
  const thin = Math.max(1, Math.round(style.pixelRatio));
  const width = Math.max(1, Math.round(slot * 0.62));
  const wicks = new Path2D();
  const rising = new Path2D();
  const falling = new Path2D();
  for (let i = from; i < to; i++) {
    const middle = Math.round(x((time[i] as number) + step / 2) - thin / 2) + thin / 2;
    const top = y(Math.max(open[i] as number, close[i] as number));
    const bottom = y(Math.min(open[i] as number, close[i] as number));
    wicks.moveTo(middle, y(high[i] as number));
    wicks.lineTo(middle, top);
    wicks.moveTo(middle, bottom);
    wicks.lineTo(middle, y(low[i] as number));
    const body = (close[i] as number) >= (open[i] as number) ? rising : falling;
    body.rect(middle - width / 2, top, width, Math.max(thin, bottom - top));
  }
  context.strokeStyle = style.halo;
  context.lineWidth = thin * 3;
  context.stroke(wicks);
  context.strokeStyle = style.ink;
  context.lineWidth = thin;
  context.stroke(wicks);
  context.fillStyle = style.halo;
  context.fill(rising);
  context.fillStyle = style.ink;
  context.stroke(rising);
  context.fill(falling);
  context.stroke(falling);
}

/**
 * Closes as a line over faint wicks; candles that would share a point are drawn as one. Where they do, the
 * line is a pixel wide and its halo made of boxes: at that width they look the same as wide lines, which
 * browsers draw several times slower.
 */
function drawLine(
  context: CanvasRenderingContext2D,
  { time, high, low, close }: Candles,
  step: number,
  slot: number,
  { from, to }: Range,
  { x, y }: Place,
  style: Style,
): void {
  const thin = Math.max(1, Math.round(style.pixelRatio));
  const shared = Math.max(1, Math.ceil((POINT_SLOT * style.pixelRatio) / slot));
  const line = new Path2D();
  const points: { left: number; top: number; height: number; at: number; joined: boolean }[] = [];
  for (let i = from; i < to; ) {
    const begin = i;
    let highest = 0;
    let lowest = Number.POSITIVE_INFINITY;
    // A hole in time is a hole in the line.
    do {
      highest = Math.max(highest, high[i] as number);
      lowest = Math.min(lowest, low[i] as number);
      i++;
    } while (i < to && i - begin < shared && (time[i] as number) - (time[i - 1] as number) < step * 1.5);
    const left = Math.round(x((time[i - 1] as number) + step / 2) - thin / 2);
    const top = Math.round(y(highest));
    const at = y(close[i - 1] as number);
    const joined = begin > from && (time[begin] as number) - (time[begin - 1] as number) < step * 1.5;
    line[joined ? 'lineTo' : 'moveTo'](left + thin / 2, at);
    points.push({ left, top, height: Math.round(y(lowest)) - top, at, joined });
  }
  context.lineJoin = 'bevel';
  context.fillStyle = context.strokeStyle = style.halo;
  context.lineWidth = thin * 3.5;
  if (shared === 1) context.stroke(line);
  else
    points.forEach(({ left, at, joined }, i) => {
      const before = points[i - 1];
      if (!joined || !before) return;
      const top = Math.round(Math.min(before.at, at) - thin * 1.5);
      const height = Math.round(Math.abs(before.at - at)) + thin * 3;
      context.fillRect(before.left, top, left + thin - before.left, height);
    });
  context.fillStyle = style.ink;
  context.globalAlpha = 0.45;
  for (const { left, top, height } of points) context.fillRect(left, top, thin, height);
  context.globalAlpha = 1;
  context.strokeStyle = style.ink;
  context.lineWidth = thin * (shared === 1 ? 1.5 : 1);
  context.stroke(line);
}
