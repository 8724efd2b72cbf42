import type { CellsHeader, Heatmap } from '../schema/answer/heatmap.ts';
import { decodeHeatmapBin } from '../schema/heatmap-bin.ts';
import { HOUR, RANGES } from '../schema/range.ts';
import { load } from './load.ts';

/** When a grid was last read whole, by its cells' header, which appending leaves in place. */
const wholes = new WeakMap<CellsHeader, number>();

/**
 * Brings a grid up to date by asking for its last column and those after it. Asks for all of it where they do
 * not fit, and once an hour: holes of the past are filled in, and a changed model writes its columns anew.
 */
export async function renewed(
  url: string,
  known: Heatmap,
  signal: AbortSignal,
): ReturnType<typeof load<Heatmap>> {
  const whole = () => load(url, decodeHeatmapBin, signal);
  const { start, step, count } = known.time;
  const readWhole = wholes.get(known.cells) ?? known.generatedAt;
  wholes.set(known.cells, readWhole);
  if (count === 0 || known.generatedAt - readWhole >= HOUR) return whole();
  const since = start + (count - 1) * step;
  const answer = await load(`${url}&since=${since}`, decodeHeatmapBin, signal);
  // An endpoint that knows no `since` gives all there is; so does ours where all of it is new.
  if ('failure' in answer || answer.value.time.start < since) return answer;
  const value = appended(known, answer.value);
  return value ? { value } : whole();
}

/**
 * A grid with later columns put in the place of its own from their first on, and without those that are
 * older than its range. The same object where nothing is new; undefined where the two do not fit together:
 * other levels, another scale of USD, a hole between.
 */
export function appended(known: Heatmap, later: Heatmap): Heatmap | undefined {
  const { start, step, count } = known.time;
  const rows = known.price.count;
  const kept = (later.time.start - start) / step;
  const shape = ({ range, resolution, mode, price, cells, time }: Heatmap) =>
    JSON.stringify([range, resolution, mode, price, cells, time.step]);
  const fits = later.time.count > 0 && kept >= 0 && kept <= count && Number.isInteger(kept);
  if (!fits || shape(known) !== shape(later)) return undefined;
  const total = kept + later.time.count;
  if (total === count && isSame(known, later, kept * rows)) return known;
  // As the API cuts a range: it ends at the newest close.
  const first = Math.ceil((later.generatedAt - RANGES[known.range].span) / step) * step;
  const dropped = Math.min(kept, Math.max(0, (first - start) / step));
  const bytes = new Uint8Array((total - dropped) * rows);
  bytes.set(known.bytes.subarray(dropped * rows, kept * rows));
  bytes.set(later.bytes, (kept - dropped) * rows);
  const from = start + dropped * step;
  return {
    ...later,
    time: { start: from, step, count: total - dropped },
    candles: joined(known.candles, later.candles, from, later.time.start),
    cells: known.cells,
    bytes,
  };
}

/** Whether columns say what is known already. */
function isSame(known: Heatmap, later: Heatmap, at: number): boolean {
  const said = ({ generatedAt, stale, coverage }: Heatmap) => JSON.stringify([generatedAt, stale, coverage]);
  return said(known) === said(later) && later.bytes.every((byte, i) => byte === known.bytes[at + i]);
}

type Candles = Heatmap['candles'];

/** Candles of [from, until) and the later ones. */
function joined(known: Candles, later: Candles, from: number, until: number): Candles {
  const kept = known.time.map(time => time >= from && time < until);
  const join = (name: keyof Candles) => [...known[name].filter((_, i) => kept[i]), ...later[name]];
  return {
    time: join('time'),
    open: join('open'),
    high: join('high'),
    low: join('low'),
    close: join('close'),
  };
}
