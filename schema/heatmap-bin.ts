import type { Heatmap, HeatmapBinHeader, HeatmapLayer, HeatmapParts } from './answer/heatmap.ts';
import type { LeverageGroup } from './leverage-group.ts';

/**
 * `format=bin`: the length of the header in bytes (uint32, little-endian), the header as UTF-8 JSON, the cells, then
 * the layers that the header names, in the order of `layersOf`.
 */
export function encodeHeatmapBin({ bytes, layers = {}, ...header }: Heatmap): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const names = layersOf(header).map(([name]) => name);
  const parts = [text, bytes, ...names.map(name => layers[name] ?? new Uint8Array(bytes.length))];
  const out = new Uint8Array(4 + parts.reduce((length, part) => length + part.length, 0));
  new DataView(out.buffer).setUint32(0, text.length, true);
  let at = 4;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Reads `format=bin`; throws where the lengths do not add up (a truncated answer). */
export function decodeHeatmapBin(buffer: ArrayBuffer): Heatmap {
  const length = buffer.byteLength < 4 ? Number.NaN : new DataView(buffer).getUint32(0, true);
  if (!(4 + length <= buffer.byteLength)) {
    throw new RangeError(`heatmap: expected a header of ${length} bytes, got ${buffer.byteLength} in all`);
  }
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length))) as HeatmapBinHeader;
  return withBytes(header, new Uint8Array(buffer, 4 + length));
}

/** The layers a heatmap has beside its cells, by name, in the order of their bytes; the groups as the header has them. */
export function layersOf<Cells, Shares>({ band, priorShare, split }: HeatmapParts<Cells, Shares>) {
  const layers: [name: HeatmapLayer, part: Cells | Shares][] = [];
  if (band) layers.push(['low', band.low], ['high', band.high]);
  if (priorShare) layers.push(['priorShare', priorShare]);
  if (split) layers.push(...(Object.entries(split) as [LeverageGroup, Cells][]));
  return layers;
}

/** A header with the bytes of its parts, which must be as many as it says. */
export function withBytes(header: HeatmapBinHeader, all: Uint8Array): Heatmap {
  const names = layersOf(header).map(([name]) => name);
  const count = header.time.count * header.price.count;
  const expected = count * (1 + names.length);
  if (all.length !== expected) throw new RangeError(`heatmap: expected ${expected} cells, got ${all.length}`);
  const bytes = all.subarray(0, count);
  if (names.length === 0) return { ...header, bytes };
  const layers = Object.fromEntries(
    names.map((name, i) => [name, all.subarray((i + 1) * count, (i + 2) * count)]),
  );
  return { ...header, bytes, layers };
}
