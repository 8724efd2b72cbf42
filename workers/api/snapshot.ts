import type { Context } from 'hono';
import { RANGES, type Range } from '../../schema/range.ts';
import { PALETTES, type Theme } from '../../widget/plot/palette.ts';
import type { Env } from '../env.ts';
import { answerResponse } from './answer.ts';
import { encodeGrid } from './encode-grid.ts';
import { secondsFresh } from './freshness.ts';
import { readHistory } from './history.ts';
import { exchangeParameter, findMarket } from './market.ts';
import { type Look, marketPicture } from './picture/market-picture.ts';
import type { MarketView } from './picture/market-view.ts';
import { paint } from './picture/paint.ts';
import { png } from './picture/png.ts';
import { summary } from './picture/summary.ts';
import { svg } from './picture/svg.ts';
import { parameterProblem } from './problem.ts';
import { oneOf, type Query } from './query.ts';
import { readGrid } from './read-grid.ts';

export const snapshotParameters = {
  range: oneOf(Object.keys(RANGES) as Range[], '24h' as const),
  exchange: exchangeParameter,
  theme: oneOf<Theme, 'light'>(['light', 'dark'], 'light'),
  palette: oneOf(PALETTES, 'ember' as const),
};

type SnapshotContext = Context<{ Bindings: Env; Variables: { query: Query<typeof snapshotParameters> } }>;

const TYPES = {
  svg: 'image/svg+xml',
  png: 'image/png',
  txt: 'text/plain; charset=utf-8',
} as const;

type Format = keyof typeof TYPES;

/** `GET /v1/snapshot/{symbol}.svg`, `.png` and `.txt`. */
export async function snapshot(c: SnapshotContext): Promise<Response> {
  const { DB: db, MODE: mode } = c.env;
  const { range, exchange, theme, palette } = c.get('query');
  const { symbol, format } = readFile(c.req.param('file') ?? '');
  const market = await findMarket(db, { symbol, exchange });
  const now = Date.now();
  const [grid, history] = await Promise.all([
    readGrid(c.env, market, { range, now }),
    readHistory(c.env, market, { range, now }),
  ]);
  const body = await write({ heatmap: encodeGrid(grid), history }, format, { theme, palette });
  return answerResponse({ body, type: TYPES[format], fresh: secondsFresh(mode, now, grid.caughtUp) });
}

function readFile(file: string): { symbol: string; format: Format } {
  const [, symbol, format] = /^([a-z0-9]{1,20})\.(svg|png|txt)$/i.exec(file) ?? [];
  if (symbol === undefined || format === undefined)
    throw parameterProblem(404, 'file', 'a symbol with .svg, .png or .txt, such as BTC.svg', file);
  return { symbol: symbol.toUpperCase(), format: format.toLowerCase() as Format };
}

async function write(view: MarketView, format: Format, look: Look) {
  if (format === 'txt') return summary(view);
  const picture = marketPicture(view, look);
  return format === 'svg' ? svg(picture) : png(paint(picture));
}
