import type { Heatmap, HeatmapJson } from './answer/heatmap.ts';
import { layersOf, withBytes } from './heatmap-bin.ts';

/** Reads `format=json`. */
export function decodeHeatmapJson(json: HeatmapJson): Heatmap {
  const parts = [json.cells, ...layersOf(json).map(([, part]) => part)];
  const text = parts.map(({ base64 }) => atob(base64)).join('');
  const { cells, band, priorShare, split, ...header } = json;
  return withBytes(
    {
      ...header,
      cells: bare(cells),
      ...(band && { band: eachLayer(band, bare) }),
      ...(priorShare && { priorShare: bare(priorShare) }),
      ...(split && { split: eachLayer(split, bare) }),
    },
    Uint8Array.from(text, char => char.charCodeAt(0)),
  );
}

const bare = <Part extends { base64: string }>({ base64: _, ...part }: Part) => part;

/** What is made of each layer of a part, by the layers' names. */
export const eachLayer = <Name extends string, Of, T>(
  layers: Readonly<Record<Name, Of>>,
  make: (layer: Of) => T,
): Record<Name, T> =>
  Object.fromEntries(Object.entries<Of>(layers).map(([name, layer]) => [name, make(layer)])) as Record<
    Name,
    T
  >;
