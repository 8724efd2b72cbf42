import type { Heatmap, HeatmapJson } from './answer/heatmap.ts';
import { partsOf, withBytes } from './heatmap-bin.ts';

/** Reads `format=json`. */
export function decodeHeatmapJson(json: HeatmapJson): Heatmap {
  const text = partsOf(json)
    .map(([, { base64 }]) => atob(base64))
    .join('');
  const { cells, band, priorShare, split, ...header } = json;
  return withBytes(
    {
      ...header,
      cells: bare(cells),
      ...(band && { band: { low: bare(band.low), high: bare(band.high) } }),
      ...(priorShare && { priorShare: bare(priorShare) }),
      ...(split && {
        split: {
          upTo10: bare(split.upTo10),
          from20To25: bare(split.from20To25),
          from50: bare(split.from50),
        },
      }),
    },
    Uint8Array.from(text, char => char.charCodeAt(0)),
  );
}

const bare = <Part extends { base64: string }>({ base64: _, ...part }: Part) => part;
