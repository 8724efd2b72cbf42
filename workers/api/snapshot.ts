import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { RANGES } from '../../schema/range.ts';
import { PALETTES, type Theme } from '../../widget/plot/palette.ts';
import type { Env } from '../env.ts';
import { answerResponse } from './answer.ts';
import { edgeCache } from './edge-cache.ts';
import { encodeGrid } from './encode-grid.ts';
import type { Endpoint } from './endpoint.ts';
import { forward } from './forward.ts';
import { secondsFresh } from './freshness.ts';
import { readHistory } from './history.ts';
import type { Inside } from './inside.ts';
import { exchangeParameter } from './market.ts';
import { oneOf, type Query, rangeParameter } from './parameter.ts';
import { type Look, marketPicture } from './picture/market-picture.ts';
import type { MarketView } from './picture/market-view.ts';
import { paint } from './picture/paint.ts';
import { png } from './picture/png.ts';
import { summary } from './picture/summary.ts';
import { svg } from './picture/svg.ts';
import { parameterProblem } from './problem.ts';
import { canonicalPath, canonicalUrl, readQuery } from './query.ts';
import { readGrid } from './read-grid.ts';

export const snapshotParameters = {
  range: rangeParameter,
  exchange: exchangeParameter,
  theme: oneOf<Theme, 'light'>(['light', 'dark'], 'light', {
    description: 'The page the picture is for.',
    example: 'dark',
  }),
  palette: oneOf(PALETTES, 'ember' as const, { description: 'Colours of the cells.', example: 'viridis' }),
};

type Variables = {
  query: Query<typeof snapshotParameters>;
  file: { symbol: string; format: Format };
  canonicalPath: `/${string}`;
  canonicalUrl: string;
};

const TYPES = {
  svg: 'image/svg+xml',
  png: 'image/png',
  txt: 'text/plain; charset=utf-8',
} as const;

type Format = keyof typeof TYPES;

/** Words look alike on every page. */
const UNCOLOURED = {
  theme: snapshotParameters.theme.fallback,
  palette: snapshotParameters.palette.fallback,
};

/** Reads which picture is asked for: its file in one case, and no colours for words. What others add is ignored. */
export const snapshotQuery = () =>
  createMiddleware<{ Bindings: Env; Variables: Variables }>(async (c, next) => {
    const file = readFile(c.req.param('file') ?? '');
    const asked = readQuery(snapshotParameters, new URL(c.req.url).searchParams, { unknown: 'ignored' });
    const { theme, palette } = file.format === 'txt' ? UNCOLOURED : asked;
    const query = { ...asked, theme, palette };
    const path = canonicalPath(`/v1/snapshot/${file.symbol}.${file.format}`, snapshotParameters, query);
    c.set('file', file);
    c.set('query', query);
    c.set('canonicalPath', path);
    c.set('canonicalUrl', canonicalUrl(c.env, path));
    await next();
  });

export const snapshotEndpoint: Endpoint = {
  path: '/v1/snapshot/{file}',
  tag: 'pages',
  summary: 'The picture, for pages without script and link previews, or its summary in words',
  description:
    'The heatmap above the history, as the element draws them. What it does not know of a link is ignored.',
  inPath: {
    file: {
      description: 'A symbol with `.svg`, `.png` (1200 × 675) or `.txt`.',
      example: 'BTC.svg',
      schema: { type: 'string', pattern: '^[A-Za-z0-9]{1,20}\\.(svg|png|txt)$' },
    },
  },
  parameters: snapshotParameters,
  answers: {
    'image/svg+xml': 'The picture.',
    'image/png': 'The picture.',
    'text/plain': 'What is to be seen, in words.',
  },
  handlers: [
    snapshotQuery(),
    edgeCache((c: Context<{ Bindings: Env; Variables: Variables }>) =>
      forward(
        { env: c.env, path: c.var.canonicalPath },
        { symbol: c.var.file.symbol, exchange: c.var.query.exchange },
      ),
    ),
  ],
  inside: [snapshotQuery(), snapshot as unknown as MiddlewareHandler],
};

async function snapshot(c: Context<{ Bindings: Inside; Variables: Variables }>): Promise<Response> {
  const { MODE: mode } = c.env;
  const { range, exchange, theme, palette } = c.var.query;
  const { format } = c.var.file;
  const now = Date.now();
  const grid = await readGrid(c.env, exchange, { range, now });
  const history = await readHistory(c.env, exchange, { range, now });
  const body = await write({ heatmap: encodeGrid(grid), history }, format, { theme, palette });
  return answerResponse({
    body,
    type: TYPES[format],
    fresh: secondsFresh(mode, RANGES[range].span, grid.caughtUp),
  });
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
