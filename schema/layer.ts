/**
 * What is stored beside the columns of the sum over the exchanges: the edges of their 10–90 % band, the dollars of
 * them that rest on weights the data have hardly tested, and the dollars by leverage of the positions.
 */
export const LAYERS = ['low', 'high', 'assumed', 'upTo10', 'from20To25', 'from50'] as const;
export type Layer = (typeof LAYERS)[number];

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
