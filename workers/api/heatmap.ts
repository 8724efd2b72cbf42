import type { Context } from 'hono';
import { coinglassHeatmap as coinglassShape } from '../../schema/answer/coinglass.ts';
import { heatmapJson } from '../../schema/answer/heatmap.ts';
import { encodeHeatmapBin } from '../../schema/heatmap-bin.ts';
import { HEATMAP_PART_NAMES, HEATMAP_PARTS, type Layer } from '../../schema/layer.ts';
import { LEVERAGE_GROUP_NAMES, LEVERAGE_GROUPS, type LeverageGroup } from '../../schema/leverage-group.ts';
import { RANGES } from '../../schema/range.ts';
import { type Answer, answerResponse, jsonAnswer } from './answer.ts';
import { brotli } from './brotli.ts';
import { coinglassHeatmap } from './coinglass.ts';
import { cutHeatmap } from './cut-heatmap.ts';
import { encodeGrid, toJson } from './encode-grid.ts';
import { secondsFresh } from './freshness.ts';
import { exchangeParameter } from './market.ts';
import { oneOf, type Query, rangeParameter, severalOf, symbolParameter, timeParameter } from './parameter.ts';
import { parameterProblem } from './problem.ts';
import type { Reading } from './query.ts';
import { type Grid, readGrid } from './read-grid.ts';
import { type AskedInside, symbolEndpoint } from './symbol-endpoint.ts';

export const heatmapParameters = {
  symbol: symbolParameter,
  range: rangeParameter,
  exchange: exchangeParameter,
  format: oneOf(['json', 'bin', 'coinglass'], 'json' as const, {
    description:
      '`json`; `bin`: the length of the header (uint32, little-endian), the same object without base64 as UTF-8 JSON, then the cells; `coinglass`: sparse cells as bots for CoinGlass read them.',
    example: 'json',
  }),
  since: timeParameter(
    'Only columns from the one on that holds this time, milliseconds UTC. `coinglass` gives all of them.',
    1722837600000,
  ),
  leverage: oneOf<LeverageGroup | 'all', 'all'>(['all', ...LEVERAGE_GROUP_NAMES], 'all', {
    description: `Only positions of this leverage: ${Object.values(LEVERAGE_GROUPS)
      .map(({ label }) => label)
      .join(', ')}. Kept of \`exchange=all\`: else a 404 says so.`,
    example: 'from50',
  }),
  with: severalOf(HEATMAP_PART_NAMES, {
    description: `Any of ${HEATMAP_PART_NAMES.map(part => `\`${part}\``).join(', ')}, with commas between them, beside the cells. Kept of \`exchange=all\`: of others a 404 says so. Left out beside \`leverage\`, of whose cells it is not kept, and with \`format=coinglass\`. In \`bin\` their bytes follow those of the cells, in this order.`,
    example: HEATMAP_PART_NAMES.join(),
  }),
};

type HeatmapQuery = Query<typeof heatmapParameters>;
type HeatmapContext = Context<AskedInside<typeof heatmapParameters>>;

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

export const heatmapEndpoint = symbolEndpoint({
  path: '/v1/heatmap',
  tag: 'market',
  summary: 'The heatmap: what could be liquidated where, over time',
  description:
    'At most 400 columns and 400 rows. A live client asks for the newest column alone by `since`; its rows and scale are those of the whole range, and `time` says which columns came.',
  parameters: heatmapParameters,
  ...heatmapReading,
  answers: {
    'application/json': { Heatmap: heatmapJson, CoinglassHeatmap: coinglassShape },
    'application/octet-stream': 'The binary form.',
  },
  before: [brotli()],
  cut: cutHeatmap,
  answer: heatmap,
});

async function heatmap(c: HeatmapContext): Promise<Response> {
  const { MODE: mode } = c.env;
  const query = c.get('query');
  const { range, leverage, format, exchange } = query;
  const now = Date.now();
  const layers: Layer[] =
    leverage === 'all' ? query.with.flatMap((part): readonly Layer[] => HEATMAP_PARTS[part]) : [leverage];
  const grid = await readGrid(c.env, exchange, { range, layers, now });
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
