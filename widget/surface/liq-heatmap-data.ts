import type { Heatmap, History } from '../../schema/wire.ts';

/** A grid and bars handed over by the page instead of an endpoint. */
export type LiqHeatmapData = { heatmap?: Heatmap | undefined; history?: History | undefined };
