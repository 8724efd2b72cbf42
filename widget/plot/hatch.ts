/** Draws slanted hairlines over a rectangle: nothing is known here. */
export function drawHatch(
  context: CanvasRenderingContext2D,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
  style: { ink: string; pixelRatio: number },
): void {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.beginPath();
  const gap = 7 * style.pixelRatio;
  // Anchored to the canvas and not the rectangle, so that neighbours join and nothing crawls while panning.
  const start = Math.floor((left - height) / gap) * gap;
  for (let x = start; x < left + width; x += gap) {
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.strokeStyle = style.ink;
  context.lineWidth = style.pixelRatio;
  context.globalAlpha = 0.22;
  context.stroke();
  context.restore();
}

/** Runs of slots in [from, to), `step` wide, in which none of `times` (ascending) lies. */
export function holes(times: readonly number[], from: number, to: number, step: number): [number, number][] {
  const found: [number, number][] = [];
  let edge = from;
  for (const time of times) {
    if (time >= to) break;
    if (time - edge >= step) found.push([edge, time]);
    edge = Math.max(edge, time + step);
  }
  if (to - edge >= step) found.push([edge, to]);
  return found;
}
