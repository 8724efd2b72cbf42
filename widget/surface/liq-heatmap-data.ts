import type { Heatmap } from '../../schema/answer/heatmap.ts';
import type { History } from '../../schema/answer/history.ts';

/** A grid and bars handed over by the page instead of an endpoint. */
export type LiqHeatmapData = { heatmap?: Heatmap | undefined; history?: History | undefined };
