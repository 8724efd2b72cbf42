import type { Heatmap, HeatmapJson } from '../../schema/answer/heatmap.ts';
import { decodeHeatmapBin, encodeHeatmapBin } from '../../schema/heatmap-bin.ts';
import { decodeHeatmapJson } from '../../schema/heatmap-json.ts';
import { toJson } from './encode-grid.ts';

type Body = Uint8Array;
type Asked = { asked: { since: number | undefined; format: 'json' | 'bin' | 'coinglass' } };

/**
 * The part of a heatmap that was asked for: the columns from the one that holds `since` on, in the rows and on the scale
 * of the whole. `coinglass` is always whole: its readers know no `since`, and it does not say when its columns are.
 */
export function cutHeatmap(body: Body, { asked: { since, format } }: Asked): Body {
  if (since === undefined || format === 'coinglass') return body;
  if (format === 'bin')
    return encodeHeatmapBin(columnsSince(decodeHeatmapBin(body.buffer as ArrayBuffer), since));
  const whole = decodeHeatmapJson(JSON.parse(new TextDecoder().decode(body)) as HeatmapJson);
  return new TextEncoder().encode(JSON.stringify(toJson(columnsSince(whole, since))));
}

/** A heatmap from the column on that holds a time; all of it where that lies before, no column where it lies after. */
function columnsSince({ bytes, layers, ...header }: Heatmap, since: number): Heatmap {
  const { start, step, count } = header.time;
  const skip = Math.min(count, Math.max(0, Math.floor((since - start) / step)));
  const time = { start: start + skip * step, step, count: count - skip };
  const { candles } = header;
  const later = candles.time.findIndex(opens => opens >= time.start);
  const from = later < 0 ? candles.time.length : later;
  const cut = (whole: Uint8Array) => whole.subarray(skip * header.price.count);
  return {
    ...header,
    time,
    candles: {
      time: candles.time.slice(from),
      open: candles.open.slice(from),
      high: candles.high.slice(from),
      low: candles.low.slice(from),
      close: candles.close.slice(from),
    },
    bytes: cut(bytes),
    ...(layers && {
      layers: Object.fromEntries(Object.entries(layers).map(([name, layer]) => [name, cut(layer)])),
    }),
  };
}
