import type { Context } from 'hono';
import type { Env } from '../env.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
import { escapeHtml } from './html.ts';
import { openapi, operations } from './openapi.ts';
import type { OpenApiOperation, OpenApiParameter } from './openapi-parameters.ts';
import { publicOrigin } from './public-url.ts';

/** The description changes with a deployment only. */
const FRESH_SECONDS = 3600;

/** `GET /openapi.json`. */
export const description = (): Promise<Response> => answerResponse(jsonAnswer(openapi, FRESH_SECONDS));

/** `GET /docs`: the same to read, a page without scripts. */
export const docs = (c: Context<{ Bindings: Env }>): Promise<Response> =>
  answerResponse({
    body: docsPage(publicOrigin(c.env) ?? ''),
    type: 'text/html; charset=utf-8',
    fresh: FRESH_SECONDS,
  });

function docsPage(origin: string): string {
  const paths = Object.entries<OpenApiOperation>(operations);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>liq-heatmap: the API</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font: 14px/1.5 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
h2 { margin: 3rem 0 .5rem; font-size: 1.15rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
</style>
<h1>liq-heatmap: the API</h1>
<p>${escapeHtml(openapi.info.description)} A machine reads <a href="/openapi.json">/openapi.json</a>.</p>
<ul>${paths.map(([path]) => `<li><a href="#${anchor(path)}"><code>GET ${escapeHtml(path)}</code></a></li>`).join('')}</ul>
${paths.map(([path, operation]) => section(origin, path, operation)).join('\n')}
<h2 id="errors">Errors</h2>
<p>An error is <code>application/problem+json</code> (RFC 9457) that names the parameter, what was expected and what came:</p>
<pre>${escapeHtml(JSON.stringify(EXAMPLE_PROBLEM, null, 2))}</pre>
`;
}

const EXAMPLE_PROBLEM = {
  type: 'about:blank',
  title: 'Bad Request',
  status: 400,
  detail: 'range: expected one of 12h, 24h, 3d, 7d, 30d, 90d, 180d, 1y, got "2h"',
  parameter: 'range',
  expected: 'one of 12h, 24h, 3d, 7d, 30d, 90d, 180d, 1y',
  got: '2h',
};

function section(
  origin: string,
  path: string,
  { summary, description, parameters }: OpenApiOperation,
): string {
  const required = parameters.filter(parameter => parameter.required && parameter.in === 'query');
  const query = required.map(({ name, example }) => `${name}=${example}`).join('&');
  const filled = path.replace(/\{(\w+)\}/g, (_, name) =>
    String(parameters.find(parameter => parameter.name === name)?.example),
  );
  return `<h2 id="${anchor(path)}"><code>GET ${escapeHtml(path)}</code></h2>
<p>${escapeHtml(summary)}.${description === undefined ? '' : ` ${escapeHtml(description)}`}</p>
<pre>curl "${escapeHtml(`${origin}${filled}${query && `?${query}`}`)}"</pre>
${parameters.length > 0 ? `<table><tr><th>Parameter<th>Meaning<th>Values</tr>${parameters.map(row).join('')}</table>` : ''}`;
}

function row({ name, required, description, schema }: OpenApiParameter): string {
  const { default: fallback, enum: words } = schema as { default?: unknown; enum?: string[] };
  const values = words
    ? words.map(word => `<code>${escapeHtml(word)}</code>`).join(' ')
    : (schema.type ?? '');
  const needed = required ? ' (required)' : fallback === undefined ? '' : ` (${fallback} by default)`;
  return `<tr><td><code>${escapeHtml(name)}</code><td>${escapeHtml(description)}${escapeHtml(needed)}<td>${values}</tr>`;
}

const anchor = (path: string): string => path.replace(/\W+/g, '-').replace(/^-|-$/g, '');
