import type { Heatmap, HeatmapBinHeader, HeatmapLayer, HeatmapParts } from './answer/heatmap.ts';

/**
 * `format=bin`: the length of the header in bytes (uint32, little-endian), the header as UTF-8 JSON, the cells, then
 * the layers that the header names, in the order of `partsOf`.
 */
export function encodeHeatmapBin({ bytes, layers = {}, ...header }: Heatmap): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const [, ...names] = partsOf(header).map(([name]) => name as HeatmapLayer);
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

/** The parts a heatmap has, by name, in the order of their bytes. */
export function partsOf<Cells, Shares>({ cells, band, priorShare, split }: HeatmapParts<Cells, Shares>) {
  const parts: [name: 'cells' | HeatmapLayer, part: Cells | Shares][] = [['cells', cells]];
  if (band) parts.push(['low', band.low], ['high', band.high]);
  if (priorShare) parts.push(['priorShare', priorShare]);
  if (split) {
    parts.push(['upTo10', split.upTo10], ['from20To25', split.from20To25], ['from50', split.from50]);
  }
  return parts;
}

/** A header with the bytes of its parts, which must be as many as it says. */
export function withBytes(header: HeatmapBinHeader, all: Uint8Array): Heatmap {
  const [, ...names] = partsOf(header).map(([name]) => name as HeatmapLayer);
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
