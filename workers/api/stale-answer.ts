import { decodeHeatmapBin, encodeHeatmapBin } from '../../schema/heatmap-bin.ts';

type Body = Uint8Array;

/**
 * The body of an answer that is older than it should be: `stale` is true in it wherever it says `stale`, in JSON and in
 * the header of a binary heatmap. Other bodies have no place for that and stay as they are.
 */
export function staleBody(body: Body, type: string): Body {
  if (type === 'application/octet-stream') {
    const heatmap = decodeHeatmapBin(body.buffer as ArrayBuffer);
    return encodeHeatmapBin({ ...heatmap, stale: true });
  }
  if (type !== 'application/json') return body;
  const answer: unknown = JSON.parse(new TextDecoder().decode(body));
  if (typeof answer !== 'object' || answer === null || !('stale' in answer)) return body;
  return new TextEncoder().encode(JSON.stringify({ ...answer, stale: true }));
}
