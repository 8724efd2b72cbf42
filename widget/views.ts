import { VIEWS } from './surface/properties.ts';

/** What an element shows: any of the three, on shared axes. */
export type Views = Record<(typeof VIEWS)[number], boolean>;

/**
 * Reads the `view` attribute: names with spaces, commas or bars between; all but the map when none is known.
 * Where no bars will come (`bars`), the liquidation chart leaves its place to the others.
 */
export function shownViews(view: string, bars = true): Views {
  const names = view.toLowerCase().split(/[\s|,]+/);
  const [heatmap = false, map = false, history = false] = VIEWS.map(name => names.includes(name));
  if (!(heatmap || map)) return { heatmap: !(history && bars), map, history: bars };
  return { heatmap, map, history: history && bars };
}
