import { cellValues } from '../../schema/cells.ts';

/** Which USD get which colour: below `low` nothing is drawn, from `high` up the strongest colour. */
export type ColourScale = { low: number; high: number; kind: 'log' | 'linear' };

/**
 * The scale that shows a grid well: the strongest colour from the 99.95th percentile of the cells that
 * hold anything, nothing below their 45th, but the colours span one decade of USD at least if the cells do, so that
 * what is near the price is seen beside large far clusters, and two at most. Undefined when empty.
 */
export function fittingScale(
  bytes: Uint8Array,
  cells: { min: number; max: number },
  kind: ColourScale['kind'] = 'log',
): ColourScale | undefined {
  // Counted in four lanes, twice as fast: in a run of equal bytes each count would wait for the one before.
  const lanes = new Uint32Array(4 * 256);
  for (let i = 0; i < bytes.length; i++) {
    const at = ((i & 3) << 8) | (bytes[i] as number);
    lanes[at] = (lanes[at] as number) + 1;
  }
  const counts = lanes.subarray(0, 256).map((_, byte) => {
    const [first = 0, second = 0, third = 0, fourth = 0] = [0, 256, 512, 768].map(lane => lanes[lane + byte]);
    return first + second + third + fourth;
  });
  const filled = bytes.length - (counts[0] as number);
  if (filled === 0) return undefined;
  const values = cellValues(cells.min, cells.max);
  const quantile = (share: number) => {
    let seen = 0;
    for (let byte = 1; byte < 256; byte++) {
      seen += counts[byte] as number;
      if (seen >= filled * share) return values[byte] as number;
    }
    return cells.max;
  };
  const high = quantile(0.9995);
  const faint = Math.min(high / 1.5, quantile(0.45), Math.max(high / 10, cells.min));
  return { low: Math.max(high / 100, faint), high, kind };
}

/** The scale drawn with, and the one its legend spans: the data's own, widened to the ends chosen. */
export type ChosenScale = { scale: ColourScale; legend: ColourScale };

/** The fitting scale of a grid with the ends (USD) that a page or a reader chose; 0 chooses none. */
export function chosenScale(
  grid: { bytes: Uint8Array; cells: { min: number; max: number } } | undefined,
  chosen: { scale: string; minIntensity: number; maxIntensity: number },
): ChosenScale | undefined {
  const kind = chosen.scale === 'linear' ? 'linear' : 'log';
  const fitting = grid && fittingScale(grid.bytes, grid.cells, kind);
  if (!fitting) return undefined;
  const high = chosen.maxIntensity > 0 ? chosen.maxIntensity : fitting.high;
  const low = Math.min(chosen.minIntensity > 0 ? chosen.minIntensity : fitting.low, high * 0.9);
  const legend = { low: Math.min(low, fitting.low), high: Math.max(high, fitting.high), kind } as const;
  return { scale: { low, high, kind }, legend };
}

/** Where a USD value lies on a scale: 0 at its low end, 1 at its high one. */
export const placeOnScale = (usd: number, { low, high, kind }: ColourScale): number =>
  kind === 'log' ? Math.log(usd / low) / Math.log(high / low) : (usd - low) / (high - low);

/** Palette entry (0 to 255) of a USD value. */
export function entryOf(usd: number, scale: ColourScale): number {
  if (!(usd >= scale.low) || usd === 0) return 0;
  return 1 + Math.round(254 * Math.min(1, Math.max(0, placeOnScale(usd, scale))));
}

/** The colour of each of the 256 byte values of a grid. */
export function coloursOfBytes(
  cells: { min: number; max: number },
  scale: ColourScale | undefined,
  palette: Uint32Array,
): Uint32Array<ArrayBuffer> {
  const colours = new Uint32Array(256);
  if (!scale) return colours;
  const values = cellValues(cells.min, cells.max);
  for (let byte = 1; byte < 256; byte++) {
    colours[byte] = palette[entryOf(values[byte] as number, scale)] as number;
  }
  return colours;
}
