import { createMiddleware } from 'hono/factory';
import type { Problem } from '../../schema/answer/problem.ts';
import { readAttributes } from './embed-attributes.ts';
import { escapeHtml } from './html.ts';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * Answers the people in front of a page where a program would get a problem: a page in words with the same status and
 * headers, which needs no script, and which may be framed as the other may.
 */
export const readableErrors = () =>
  createMiddleware(async (c, next) => {
    await next();
    const { res } = c;
    if (res.ok || !res.headers.get('Content-Type')?.startsWith('application/problem+json')) return;
    const headers = new Headers(res.headers);
    headers.delete('Content-Length');
    headers.set('Content-Type', 'text/html; charset=utf-8');
    headers.set('Content-Security-Policy', POLICY);
    headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
    headers.set('X-Content-Type-Options', 'nosniff');
    const { theme } = readAttributes(new URL(c.req.url).searchParams);
    const body = errorPage(await res.json<Problem>(), theme === 'auto' ? 'light dark' : theme);
    // Set over another response, Hono would copy that one's headers.
    c.res = undefined;
    c.res = new Response(body, { status: res.status, headers });
  });

function errorPage({ status, detail, parameter, expected, got }: Problem, colorScheme: string): string {
  const passes = status >= 500 || status === 429;
  const title = passes ? 'This heatmap cannot be shown at the moment' : 'There is no such heatmap';
  const why =
    parameter && expected && got
      ? `“${got}” is no ${parameter} here: expected is ${expected}.`
      : `${detail}.`;
  const more = passes
    ? 'It may be there again in a minute. <a href="">Try again</a>'
    : `${escapeHtml(why)} <a href="/" target="_top">What there is</a>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="${colorScheme}">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>
body { margin: 0; padding: 2rem 1.25rem; color: CanvasText; font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 34rem; margin: auto; }
h1 { margin: 0 0 .5rem; font-size: 1.15rem; }
p { margin: 0; }
a { color: LinkText; }
</style>
<main>
<h1>${title}</h1>
<p>${more}</p>
</main>
</html>
`;
}
