import type { Context } from 'hono';
import { encodeHeatmapBin } from '../../schema/heatmap-bin.ts';
import type { Layer } from '../../schema/layer.ts';
import type { LeverageGroup } from '../../schema/leverage-group.ts';
import { RANGES, type Range } from '../../schema/range.ts';
import type { Env } from '../env.ts';
import { type Answer, answerResponse, jsonAnswer } from './answer.ts';
import { coinglassHeatmap } from './coinglass.ts';
import { encodeGrid, toJson } from './encode-grid.ts';
import { secondsFresh } from './freshness.ts';
import { exchangeParameter, findMarket } from './market.ts';
import { parameterProblem } from './problem.ts';
import { oneOf, type Query, type Reading, severalOf, symbolParameter, timeParameter } from './query.ts';
import { type Grid, readGrid } from './read-grid.ts';

/** What can be asked for beside the cells, and the stored layers it is made of. */
const PARTS = {
  band: ['low', 'high'],
  priorShare: ['assumed'],
  split: ['upTo10', 'from20To25', 'from50'],
} as const satisfies Record<string, readonly Layer[]>;

export const heatmapParameters = {
  symbol: symbolParameter,
  range: oneOf(Object.keys(RANGES) as Range[], '24h' as const),
  exchange: exchangeParameter,
  format: oneOf(['json', 'bin', 'coinglass'], 'json' as const),
  since: timeParameter,
  leverage: oneOf<LeverageGroup | 'all', 'all'>(['all', 'upTo10', 'from20To25', 'from50'], 'all'),
  with: severalOf(Object.keys(PARTS) as (keyof typeof PARTS)[]),
};

type HeatmapQuery = Query<typeof heatmapParameters>;
type HeatmapContext = Context<{ Bindings: Env; Variables: { asked: HeatmapQuery; query: HeatmapQuery } }>;

/**
 * The columns from `since` on are cut from the grid of the whole range. What qualifies the cells is kept of all leverage
 * together, and `coinglass` has no place for it: there it is left out.
 */
export const heatmapReading: Reading<typeof heatmapParameters> = {
  settle: asked => {
    refuseWhatIsNotStored(asked);
    const qualified = asked.leverage === 'all' && asked.format !== 'coinglass';
    return { ...asked, since: undefined, with: qualified ? asked.with : [] };
  },
};

/** `GET /v1/heatmap`. */
export async function heatmap(c: HeatmapContext): Promise<Response> {
  const { DB: db, MODE: mode } = c.env;
  const query = c.get('query');
  const market = await findMarket(db, query);
  const { range, leverage, format } = query;
  const now = Date.now();
  const layers: Layer[] = leverage === 'all' ? query.with.flatMap(part => PARTS[part]) : [leverage];
  const grid = await readGrid(c.env, market, { range, layers, now });
  const shown = leverage === 'all' ? grid : ofLeverage(grid, leverage);
  return answerResponse(formatGrid(shown, format, secondsFresh(mode, RANGES[range].span, grid.caughtUp)));
}

/** Leverage, bands and shares are kept of the sum over exchanges only: of one exchange there is nothing of the kind. */
function refuseWhatIsNotStored({ exchange, leverage, with: parts }: HeatmapQuery): void {
  if (exchange !== 'all' && (leverage !== 'all' || parts.length > 0))
    throw parameterProblem(404, 'exchange', 'all where leverage or with is given', exchange);
}

const ofLeverage = ({ header, layers, ...grid }: Grid, leverage: LeverageGroup): Grid => ({
  ...grid,
  header: { ...header, leverage },
  cells: layers.get(leverage) ?? grid.cells,
  layers: new Map(),
});

function formatGrid(grid: Grid, format: 'json' | 'bin' | 'coinglass', fresh: number): Answer {
  if (format === 'coinglass') return jsonAnswer(coinglassHeatmap(grid), fresh);
  const heatmap = encodeGrid(grid);
  if (format === 'bin') return { body: encodeHeatmapBin(heatmap), type: 'application/octet-stream', fresh };
  return jsonAnswer(toJson(heatmap), fresh);
}
