import type { Context } from 'hono';
import type { Env } from '../env.ts';
import { answerResponse } from './answer.ts';
import { notModified } from './not-modified.ts';
import { publicOrigin, publicUrl } from './public-url.ts';

/** The page names hashed files: a cache may not keep it for long after they were replaced. */
const FRESH_SECONDS = 300;

/** Lit and uPlot style their parts by attributes; nothing else is inline. Shown inside of others it would be a trap. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What link previews read, and take only as a whole address. */
const ADDRESSES = [
  ['link[rel="canonical"]', 'href'],
  ['meta[property="og:url"]', 'content'],
  ['meta[property="og:image"]', 'content'],
] as const;

/** `GET /`: the site's page as it was built, with the addresses in its head under the public origin. */
export async function home(c: Context<{ Bindings: Env }>): Promise<Response> {
  const built = await c.env.ASSETS.fetch(new URL('/index.html', c.req.url));
  if (!built.ok) throw new Error(`home: expected the built index.html, got ${built.status}`);
  const response = await answerResponse({
    body: await addressed(built, c.env).text(),
    type: 'text/html; charset=utf-8',
    fresh: FRESH_SECONDS,
  });
  response.headers.set('Content-Security-Policy', POLICY);
  return notModified(response.headers, c.req.header('If-None-Match')) ?? response;
}

function addressed(page: Response, env: Env): Response {
  if (publicOrigin(env) === undefined) return page;
  return ADDRESSES.reduce(
    (rewriter, [selector, attribute]) =>
      rewriter.on(selector, {
        element(element) {
          const path = element.getAttribute(attribute);
          if (path?.startsWith('/')) element.setAttribute(attribute, publicUrl(env, path as `/${string}`));
        },
      }),
    new HTMLRewriter(),
  ).transform(page);
}
