import { fieldsOf } from './docs-fields.ts';
import { escapeHtml } from './html.ts';
import type { OpenApiOperation, OpenApiParameter, openapi } from './openapi.ts';
import { rangeParameter } from './parameter.ts';

/** What there is to show by: without a symbol nothing is stored, without a time no column. */
export type Shown = { symbol?: string; time?: number };

/** The reference as a page: every path with its parameters, and an example that can be followed. */
export function docsPage(
  { info, paths, components }: ReturnType<typeof openapi>,
  origin: string | undefined,
  shown: Shown,
): string {
  const operations = Object.entries(paths).map(([path, { get }]): [string, OpenApiOperation] => [path, get]);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>liq-heatmap: the API</title>
<link rel="icon" href="/favicon.ico">
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font: 14px/1.5 ui-monospace, monospace; }
pre, .scroll { overflow-x: auto; }
pre { padding: .75rem; border: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
h1, h2, li { overflow-wrap: anywhere; }
h2 { margin: 3rem 0 .5rem; font-size: 1.15rem; }
h2 code { font-size: 1rem; }
h3 { margin: 1.5rem 0 .25rem; font-size: 1rem; }
h3 + p { margin: 0 0 .25rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
</style>
<nav><a href="/">liq-heatmap</a></nav>
<h1>liq-heatmap: the API</h1>
<p>${marked(info.description)} A machine reads <a href="/openapi.json">/openapi.json</a>.</p>
<ul>${operations.map(([path]) => `<li><a href="#${anchor(path)}"><code>GET ${escapeHtml(path)}</code></a></li>`).join('')}</ul>
${operations.map(([path, operation]) => section(origin, path, operation, shown)).join('\n')}
<h2 id="answers">Answers</h2>
<p>Every field; a <code>?</code> is where one may be absent, and why it is is said there. More fields may be added.</p>
${Object.entries(components.schemas).map(answer).join('\n')}
<h2 id="errors">Errors</h2>
<p>An error is <code>application/problem+json</code> (RFC 9457) that names the parameter, what was expected and what came:</p>
<pre tabindex="0">${escapeHtml(JSON.stringify(EXAMPLE_PROBLEM, null, 2))}</pre>
`;
}

const EXAMPLE_PROBLEM = {
  type: 'about:blank',
  title: 'Bad Request',
  status: 400,
  detail: `range: expected ${rangeParameter.expected}, got "2h"`,
  parameter: 'range',
  expected: rangeParameter.expected,
  got: '2h',
};

function answer([name, schema]: [string, { description?: unknown }]): string {
  const rows = fieldsOf(schema).map(
    ({ path, values, description }) =>
      `<tr><td><code>${escapeHtml(path)}</code><td>${marked(description)}<td>${escapeHtml(values)}</tr>`,
  );
  return `<h3 id="${name}">${name}</h3>
<p>${marked(String(schema.description ?? ''))}</p>
<details><summary>${rows.length} fields</summary>
<div class="scroll" tabindex="0"><table><tr><th>Field<th>Meaning<th>Values</tr>${rows.join('')}</table></div></details>`;
}

/** What a path answers, by content type, with a link to the fields of what is JSON. */
function answersOf({ responses }: OpenApiOperation): string {
  const types = Object.entries(responses['200']?.content ?? {}).map(([type, { schema = {} }]) => {
    const references = (schema.oneOf ?? [schema]) as { $ref?: string; description?: string }[];
    const told = references.map(({ $ref, description = '' }) => {
      const name = $ref?.split('/').at(-1);
      return name === undefined ? marked(description) : `<a href="#${name}">${name}</a>`;
    });
    return `<code>${escapeHtml(type)}</code>: ${told.join(' or ')}`;
  });
  return `<p>Answers ${types.join('; ')}</p>`;
}

function section(
  origin: string | undefined,
  path: string,
  operation: OpenApiOperation,
  shown: Shown,
): string {
  const { summary, description, parameters } = operation;
  return `<h2 id="${anchor(path)}"><code>GET ${escapeHtml(path)}</code></h2>
<p>${marked(summary)}. ${marked(description)}</p>
${example(origin, path, parameters, shown)}
${answersOf(operation)}
${parameters.length > 0 ? `<div class="scroll" tabindex="0"><table><tr><th>Parameter<th>Meaning<th>Values</tr>${parameters.map(row).join('')}</table></div>` : ''}`;
}

/** A question that has an answer here, to follow and, where our origin is known, to paste; or why there is none. */
function example(
  origin: string | undefined,
  path: string,
  parameters: readonly OpenApiParameter[],
  shown: Shown,
): string {
  const { symbol, time } = shown;
  const values: Record<string, string | number | undefined> = {
    symbol,
    time,
    file: symbol && `${symbol}.svg`,
    url: symbol && `${origin ?? ''}/embed/${symbol}?range=7d`,
  };
  const needed = parameters.filter(parameter => parameter.required);
  const missing = needed.find(({ name }) => values[name] === undefined);
  if (missing)
    return `<p>Nothing is stored yet that an example could ask for: it needs <code>${escapeHtml(missing.name)}</code>.</p>`;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
  const query = new URLSearchParams(
    needed.flatMap(({ name, in: place }) => (place === 'query' ? [[name, String(values[name])]] : [])),
  );
  const asked = escapeHtml(query.size > 0 ? `${filled}?${query}` : filled);
  return origin === undefined
    ? `<pre tabindex="0">GET <a href="${asked}">${asked}</a></pre>`
    : `<pre tabindex="0">curl "<a href="${asked}">${escapeHtml(origin)}${asked}</a>"</pre>`;
}

type ParameterSchema = {
  type?: string;
  default?: unknown;
  enum?: string[];
  minimum?: number;
  maximum?: number;
};

function row({ name, required, description, schema }: OpenApiParameter): string {
  const { type, default: fallback, enum: words, minimum, maximum } = schema as ParameterSchema;
  const bounds = `${minimum === undefined ? '' : ` from ${minimum}`}${maximum === undefined ? '' : ` to ${maximum}`}`;
  const values = words
    ? words.map(word => `<code>${escapeHtml(word)}</code>`).join(' ')
    : escapeHtml(`${type ?? ''}${bounds}`);
  const needed = required ? ' (required)' : fallback === undefined ? '' : ` (${fallback} by default)`;
  return `<tr><td><code>${escapeHtml(name)}</code><td>${marked(description)}${escapeHtml(needed)}<td>${values}</tr>`;
}

/** Text for the page; what stands in backticks is code. */
const marked = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');

const anchor = (path: string): string => path.replace(/\W+/g, '-').replace(/^-|-$/g, '');
