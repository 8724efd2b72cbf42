import type { CellsHeader, Heatmap, HeatmapJson } from '../../schema/answer/heatmap.ts';
import { type Cells, encodeCells } from '../../schema/cells.ts';
import { layersOf } from '../../schema/heatmap-bin.ts';
import { eachLayer } from '../../schema/heatmap-json.ts';
import { HEATMAP_PARTS, type Layer } from '../../schema/layer.ts';
import type { Grid } from './read-grid.ts';

/** The grid as bytes: its cells, and whatever its layers allow to say, each on the scale of the whole range. */
export function encodeGrid({ header, cells, layers }: Grid): Heatmap {
  const main = encodeCells(cells);
  const band = encodePart(layers, HEATMAP_PARTS.band);
  const split = encodePart(layers, HEATMAP_PARTS.split);
  const assumed = layers.get('assumed');
  const bytes = {
    ...(band && eachLayer(band, one => one.bytes)),
    ...(assumed && { priorShare: encodeShares(assumed, cells) }),
    ...(split && eachLayer(split, one => one.bytes)),
  };
  return {
    ...header,
    cells: cellsHeader(main),
    ...(band && { band: eachLayer(band, cellsHeader) }),
    ...(assumed && { priorShare: { encoding: 'u8' } }),
    ...(split && { split: eachLayer(split, cellsHeader) }),
    bytes: main.bytes,
    ...(Object.keys(bytes).length > 0 && { layers: bytes }),
  };
}

/** The same as JSON. */
export function toJson({ bytes, layers = {}, ...header }: Heatmap): HeatmapJson {
  const withText = <Header>(part: Header, own: Uint8Array = new Uint8Array(bytes.length)) => ({
    ...part,
    base64: own.toBase64(),
  });
  const { low, high, priorShare, ...split } = Object.fromEntries(
    layersOf(header).map(([name, part]) => [name, withText(part, layers[name])]),
  );
  return {
    ...header,
    cells: withText(header.cells, bytes),
    ...(low && high && { band: { low, high } }),
    ...(priorShare && { priorShare }),
    ...(header.split && { split }),
  } as HeatmapJson;
}

/** The layers of a part as cells; undefined where one of them is missing. */
function encodePart<Name extends Layer>(
  layers: Grid['layers'],
  names: readonly Name[],
): Record<Name, Cells> | undefined {
  const found = names.flatMap(name => {
    const usd = layers.get(name);
    return usd ? [[name, encodeCells(usd)] as const] : [];
  });
  return found.length === names.length ? (Object.fromEntries(found) as Record<Name, Cells>) : undefined;
}

const cellsHeader = ({ min, max }: Cells): CellsHeader => ({ encoding: 'u8-log', min, max });

/** Shares of the cells as bytes of 1/255; 0 where nothing stands. */
function encodeShares(parts: Float64Array, wholes: Float64Array): Uint8Array {
  return Uint8Array.from(parts, (part, i) => {
    const whole = wholes[i] as number;
    return whole > 0 ? Math.round(255 * Math.min(1, part / whole)) : 0;
  });
}
