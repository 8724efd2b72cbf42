import type {
  CellsHeader,
  Heatmap,
  HeatmapBinHeader,
  HeatmapJson,
  SharesHeader,
} from '../../schema/answer/heatmap.ts';
import { type Cells, encodeCells } from '../../schema/cells.ts';
import { partsOf } from '../../schema/heatmap-bin.ts';
import type { Layer } from '../../schema/layer.ts';
import type { Grid } from './read-grid.ts';

/** The grid as bytes: its cells, and whatever its layers allow to say, each on the scale of the whole range. */
export function encodeGrid({ header, cells, layers }: Grid): Heatmap {
  const main = encodeCells(cells);
  const { low, high, upTo10, from20To25, from50 } = encodeLayers(layers);
  const assumed = layers.get('assumed');
  const heatmap: Heatmap = { ...header, cells: cellsHeader(main), bytes: main.bytes };
  const bytes: NonNullable<Heatmap['layers']> = {};
  if (low && high) {
    heatmap.band = { low: cellsHeader(low), high: cellsHeader(high) };
    Object.assign(bytes, { low: low.bytes, high: high.bytes });
  }
  if (assumed) {
    heatmap.priorShare = { encoding: 'u8' };
    bytes.priorShare = encodeShares(assumed, cells);
  }
  if (upTo10 && from20To25 && from50) {
    heatmap.split = {
      upTo10: cellsHeader(upTo10),
      from20To25: cellsHeader(from20To25),
      from50: cellsHeader(from50),
    };
    Object.assign(bytes, {
      upTo10: upTo10.bytes,
      from20To25: from20To25.bytes,
      from50: from50.bytes,
    });
  }
  return Object.keys(bytes).length > 0 ? { ...heatmap, layers: bytes } : heatmap;
}

/** The same as JSON. */
export function toJson({ bytes, layers = {}, ...header }: Heatmap): HeatmapJson {
  const parts = partsOf<CellsHeader, SharesHeader>(header as HeatmapBinHeader).map(([name, part]) => {
    const own = name === 'cells' ? bytes : (layers[name] ?? new Uint8Array(bytes.length));
    return [name, { ...part, base64: own.toBase64() }] as const;
  });
  const { cells, low, high, priorShare, ...split } = Object.fromEntries(parts);
  return {
    ...header,
    cells,
    ...(low && high && { band: { low, high } }),
    ...(priorShare && { priorShare }),
    ...(header.split && { split }),
  } as HeatmapJson;
}

const encodeLayers = (layers: ReadonlyMap<Layer, Float64Array>): Partial<Record<Layer, Cells>> =>
  Object.fromEntries([...layers].map(([layer, usd]) => [layer, encodeCells(usd)]));

const cellsHeader = ({ min, max }: Cells): CellsHeader => ({ encoding: 'u8-log', min, max });

/** Shares of the cells as bytes of 1/255; 0 where nothing stands. */
function encodeShares(parts: Float64Array, wholes: Float64Array): Uint8Array {
  return Uint8Array.from(parts, (part, i) => {
    const whole = wholes[i] as number;
    return whole > 0 ? Math.round(255 * Math.min(1, part / whole)) : 0;
  });
}
