import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { readContractName } from '../../schema/contract-name.ts';
import { CONTRACT_NAME } from '../../widget/surface/words.ts';
import type { Env } from '../env.ts';
import { answerResponse } from './answer.ts';
import { edgeCache } from './edge-cache.ts';
import { type EmbedAttributes, embedParameters, readAttributes } from './embed-attributes.ts';
import { readableErrors } from './embed-error.ts';
import { EMBED_HEIGHT_SCRIPT, embedPage } from './embed-page.ts';
import type { Endpoint } from './endpoint.ts';
import { findMarket } from './market.ts';
import { symbolParameter } from './parameter.ts';
import { parameterProblem } from './problem.ts';
import { publicOrigin } from './public-url.ts';
import { canonicalPath, canonicalUrl } from './query.ts';

/** The page changes with a deployment, and when its symbol appears. */
const FRESH_SECONDS = 300;

type EmbedVariables = {
  symbol: string;
  attributes: EmbedAttributes;
  canonicalPath: `/${string}`;
  canonicalUrl: string;
};

/** Reads which page is asked for: one address for all that show the same, whatever others have added to a link. */
export const embedQuery = () =>
  createMiddleware<{ Bindings: Env; Variables: EmbedVariables }>(async (c, next) => {
    const symbol = readSymbol(c.req.param('symbol') ?? '');
    const attributes = readAttributes(new URL(c.req.url).searchParams);
    const path = canonicalPath(`/embed/${symbol}`, embedParameters, attributes);
    c.set('symbol', symbol);
    c.set('attributes', attributes);
    c.set('canonicalPath', path);
    c.set('canonicalUrl', canonicalUrl(c.env, path));
    await next();
  });

export const embedEndpoint: Endpoint = {
  path: '/embed/{symbol}',
  tag: 'pages',
  summary: 'The element alone on a page, for an iframe',
  description: `Works in a sandbox without storage or same-origin. Posts its height to the page around it as {type: 'liq-height', h}. Takes the attributes of the element, but for those that say where its data come from and the reader's position; what it does not know or understand is ignored. Errors are a page in words.`,
  inPath: {
    symbol: {
      description: `${symbolParameter.description} What an exchange calls its contract, as BTCUSDT, is understood.`,
      example: 'BTC',
      schema: { type: 'string', pattern: CONTRACT_NAME },
      slashes: true,
    },
  },
  parameters: embedParameters,
  answers: { 'text/html': 'The page.' },
  readableErrors: true,
  handlers: [readableErrors(), embedQuery(), edgeCache(embed)],
};

async function embed(c: Context<{ Bindings: Env; Variables: EmbedVariables }>): Promise<Response> {
  const { symbol, attributes } = c.var;
  await findMarket(c.env.DB, { symbol, exchange: attributes.exchange }, { liquidations: true });
  const origin = publicOrigin(c.env);
  const response = await answerResponse({
    body: embedPage({ symbol, origin: origin ?? '', path: c.var.canonicalPath, attributes }),
    type: 'text/html; charset=utf-8',
    fresh: FRESH_SECONDS,
  });
  response.headers.set('Content-Security-Policy', await contentSecurityPolicy(origin));
  return response;
}

/** A symbol in a path as the element reads one, `BTCUSDT` as `BTC`; or a 404 that says what was expected. */
export function readSymbol(text: string): string {
  const symbol = symbolParameter.read(readContractName(text.replace(/\/+$/, '')).symbol);
  if (symbol === undefined) throw parameterProblem(404, 'symbol', symbolParameter.expected, text);
  return symbol;
}

/**
 * 'self' is the origin of the answer (CSP 3, “self-origin”), in a sandboxed frame too, whose document has none; for
 * browsers that read it otherwise the public origin stands beside it. Who may frame the page is left open: even
 * `frame-ancestors *` shuts out pages from files and apps.
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
