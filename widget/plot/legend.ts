import { type ColourScale, placeOnScale } from './colour-scale.ts';
import { cssColour } from './palette.ts';

/** Round USD values within a colour scale with their place on it, 0 (low) to 1 (high). */
export function legendTicks(scale: ColourScale, most = 4): { usd: number; place: number }[] {
  const { low, high } = scale;
  const decades: number[] = [];
  for (let decade = Math.floor(Math.log10(low)); decade <= Math.log10(high); decade++) decades.push(decade);
  const inside = (usd: number) => usd >= low * (1 - 1e-9) && usd <= high * (1 + 1e-9);
  // The finest of these that does not crowd: 1-2-5, 1-3, or powers of ten alone.
  const series = [[1, 2, 5], [1, 3], [1]].map(factors =>
    decades.flatMap(decade => factors.map(factor => Number(`${factor}e${decade}`))).filter(inside),
  );
  const chosen = series.find(values => values.length > 0 && values.length <= most) ?? series.at(-1) ?? [];
  return chosen.map(usd => ({ usd, place: placeOnScale(usd, scale) }));
}

/** A palette as a CSS gradient, thin to dense between two places of the legend: nothing before, the densest after. */
export function legendGradient(palette: Uint32Array, from: number, to: number): string {
  const stops = Array.from(
    { length: 16 },
    (_, i) =>
      `${cssColour(palette[1 + Math.round((i * 254) / 15)] as number)} ${100 * (from + ((to - from) * i) / 15)}%`,
  );
  return `linear-gradient(90deg,#0000 ${100 * from}%,${stops})`;
}
