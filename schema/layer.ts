import type { HeatmapParts } from './answer/heatmap.ts';
import { LEVERAGE_GROUP_NAMES, type LeverageGroup } from './leverage-group.ts';

/**
 * What is stored beside the columns of the sum over the exchanges: the edges of their 10–90 % band, the dollars of
 * them that rest on weights the data have hardly tested, and the dollars by leverage of the positions.
 */
export type Layer = 'low' | 'high' | 'assumed' | LeverageGroup;

export type HeatmapPart = Exclude<keyof HeatmapParts<unknown, unknown>, 'cells'>;

/** What a heatmap tells beside its cells where it is asked for, and the stored layers that each is made of. */
export const HEATMAP_PARTS = {
  band: ['low', 'high'],
  priorShare: ['assumed'],
  split: LEVERAGE_GROUP_NAMES,
} as const satisfies Record<HeatmapPart, readonly Layer[]>;

export const HEATMAP_PART_NAMES = Object.keys(HEATMAP_PARTS) as readonly HeatmapPart[];

export const LAYERS: readonly Layer[] = Object.values(HEATMAP_PARTS).flat();

/** How stored columns name a layer, beside the exchanges' own places: never changed, never given again. */
export const STORED_LAYER_PLACES = {
  low: 63,
  high: 62,
  assumed: 61,
  upTo10: 60,
  from20To25: 59,
  from50: 58,
} as const satisfies Record<Layer, number>;

/** Levels per bin of a stored layer: shares change slowly with price, and six full columns would be most of the store. */
export const LAYER_BIN = 5;
