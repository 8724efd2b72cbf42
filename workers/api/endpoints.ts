import { columnEndpoint } from './column.ts';
import { embedEndpoint } from './embed.ts';
import type { Endpoint } from './endpoint.ts';
import { heatmapEndpoint } from './heatmap.ts';
import { historyEndpoint } from './history.ts';
import { liquidationsEndpoint } from './liquidations.ts';
import { mapEndpoint } from './map.ts';
import { oembedEndpoint } from './oembed.ts';
import { scoreEndpoint } from './score.ts';
import { snapshotEndpoint } from './snapshot.ts';
import { statusEndpoint } from './status.ts';
import { symbolsEndpoint } from './symbols.ts';

/** Every path of the API: the routes, `/openapi.json` and `/docs` follow this list. */
export const endpoints: readonly Endpoint[] = [
  symbolsEndpoint,
  heatmapEndpoint,
  mapEndpoint,
  historyEndpoint,
  liquidationsEndpoint,
  scoreEndpoint,
  columnEndpoint,
  snapshotEndpoint,
  oembedEndpoint,
  embedEndpoint,
  statusEndpoint,
];
