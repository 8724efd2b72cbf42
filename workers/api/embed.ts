import type { Context } from 'hono';
import { RANGES, type Range } from '../../schema/range.ts';
import { PALETTES } from '../../widget/plot/palette.ts';
import type { Env } from '../env.ts';
import { answerResponse } from './answer.ts';
import { EMBED_HEIGHT_SCRIPT, embedPage } from './embed-page.ts';
import { exchangeParameter, findMarket } from './market.ts';
import { parameterProblem } from './problem.ts';
import { publicOrigin } from './public-url.ts';
import { oneOf, type Parameter, type Parameters, type Query, symbolParameter } from './query.ts';

/** The page changes with a deployment, and when its symbol appears. */
const FRESH_SECONDS = 300;

/** An attribute of the element that is only passed on; the element itself ignores what it does not understand. */
const attribute: Parameter<string | undefined> = {
  expected: 'at most 60 letters, digits, spaces and .,:_-',
  read: text => (/^[\w .,:-]{1,60}$/.test(text) ? text : undefined),
  fallback: undefined,
};

/** The attributes of `<liq-heatmap>` that its page takes: all but `position`, which is nobody's business. */
export const embedParameters = {
  range: oneOf(Object.keys(RANGES) as Range[], '24h' as const),
  exchange: exchangeParameter,
  theme: oneOf(['auto', 'light', 'dark'], 'auto' as const),
  palette: oneOf(PALETTES, undefined),
  interval: attribute,
  view: attribute,
  scale: attribute,
  'min-intensity': attribute,
  side: attribute,
  locale: attribute,
  refresh: attribute,
  controls: attribute,
} as const satisfies Parameters;

type EmbedContext = Context<{
  Bindings: Env;
  Variables: { query: Query<typeof embedParameters>; canonicalPath: `/${string}` };
}>;

/** `GET /embed/{symbol}`: the element alone on a page, for an iframe. */
export async function embed(c: EmbedContext): Promise<Response> {
  const attributes = c.get('query');
  const symbol = readSymbol(c.req.param('symbol') ?? '');
  await findMarket(c.env.DB, { symbol, exchange: attributes.exchange }, { liquidations: true });
  const origin = publicOrigin(c.env);
  const response = await answerResponse({
    body: embedPage({ symbol, origin: origin ?? '', path: c.get('canonicalPath'), attributes }),
    type: 'text/html; charset=utf-8',
    fresh: FRESH_SECONDS,
  });
  response.headers.set('Content-Security-Policy', await contentSecurityPolicy(origin));
  return response;
}

/** A symbol in a path, or a 404 that says what was expected. */
export function readSymbol(text: string): string {
  const symbol = symbolParameter.read(text);
  if (symbol === undefined) throw parameterProblem(404, 'symbol', symbolParameter.expected, text);
  return symbol;
}

/**
 * Names the public origin beside 'self', which a sandboxed frame of no origin would not match. Who may frame the page is
 * left open: even `frame-ancestors *` shuts out pages from files and apps.
 */
async function contentSecurityPolicy(origin: string | undefined): Promise<string> {
  const own = origin === undefined ? "'self'" : `'self' ${origin}`;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(EMBED_HEIGHT_SCRIPT));
  return [
    "default-src 'none'",
    `script-src ${own} 'sha256-${new Uint8Array(digest).toBase64()}'`,
    "style-src 'unsafe-inline'",
    `img-src ${own} data: blob:`,
    `connect-src ${own}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
