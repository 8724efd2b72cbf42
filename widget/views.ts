/** What an element shows: any of the three, on shared axes. */
export type Views = { heatmap: boolean; map: boolean; history: boolean };

/** Reads the `view` attribute: names with spaces, commas or bars between; all but the map when none is known. */
export function shownViews(view: string): Views {
  const names = view.toLowerCase().split(/[\s|,]+/);
  const views = {
    heatmap: names.includes('heatmap'),
    map: names.includes('map'),
    history: names.includes('history'),
  };
  return views.heatmap || views.map || views.history ? views : { heatmap: true, map: false, history: true };
}
