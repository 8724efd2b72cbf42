import type { Heatmap, HeatmapJson } from '../schema/answer/heatmap.ts';
import { decodeHeatmapBin } from '../schema/heatmap-bin.ts';
import { decodeHeatmapJson } from '../schema/heatmap-json.ts';
import { readJson } from './load.ts';

/** Reads a stored answer of `/v1/heatmap`: JSON where it begins with a brace, else the binary form. */
export function readStored(body: ArrayBuffer): Heatmap {
  const [first] = new Uint8Array(body);
  // The binary form begins with the length of its header, whose lowest byte may be a brace as well: its second is not text.
  const isJson = first === 0x7b && new DataView(body).getUint32(0, true) > body.byteLength;
  return isJson ? decodeHeatmapJson(readJson<HeatmapJson>(body)) : decodeHeatmapBin(body);
}
