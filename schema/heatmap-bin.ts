import type { Heatmap, HeatmapBinHeader, HeatmapJson } from './wire.ts';

/**
 * `format=bin`: the length of the header in bytes (uint32, little-endian), the header as UTF-8 JSON, the cells.
 */
export function encodeHeatmapBin({ bytes, ...header }: Heatmap): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const out = new Uint8Array(4 + text.length + bytes.length);
  new DataView(out.buffer).setUint32(0, text.length, true);
  out.set(text, 4);
  out.set(bytes, 4 + text.length);
  return out;
}

/** Reads `format=bin`; throws where the lengths do not add up (a truncated answer). */
export function decodeHeatmapBin(buffer: ArrayBuffer): Heatmap {
  const length = buffer.byteLength < 4 ? Number.NaN : new DataView(buffer).getUint32(0, true);
  if (!(4 + length <= buffer.byteLength)) {
    throw new RangeError(`heatmap: expected a header of ${length} bytes, got ${buffer.byteLength} in all`);
  }
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length))) as HeatmapBinHeader;
  return withCells(header, new Uint8Array(buffer, 4 + length));
}

/** Reads `format=json`. */
export function decodeHeatmapJson({ cells: { base64, ...cells }, ...header }: HeatmapJson): Heatmap {
  const text = atob(base64);
  const bytes = Uint8Array.from(text, char => char.charCodeAt(0));
  return withCells({ ...header, cells }, bytes);
}

function withCells(header: HeatmapBinHeader, bytes: Uint8Array): Heatmap {
  const expected = header.time.count * header.price.count;
  if (bytes.length !== expected) {
    throw new RangeError(`heatmap: expected ${expected} cells, got ${bytes.length}`);
  }
  return { ...header, bytes };
}
