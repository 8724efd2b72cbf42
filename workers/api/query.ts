import { createMiddleware } from 'hono/factory';
import type { Env } from '../env.ts';
import type { Parameters, Query } from './parameter.ts';
import { parameterProblem } from './problem.ts';
import { publicOrigin } from './public-url.ts';

/** What becomes of parameters that a route does not know: links to pages get them from others (`utm_source`, `dnt`). */
export type Unknown = { unknown?: 'refused' | 'ignored' };

/**
 * `settle` gives the question whose answer serves for what was asked: it leaves out what is cut from an answer
 * afterwards, and puts times and numbers on their lattices, so that one answer serves many. It throws what cannot be
 * asked together.
 */
export type Reading<P extends Parameters> = Unknown & { settle?: (asked: Query<P>) => Query<P> };

/** Reads a query; an unreadable or repeated parameter is a 400 that says so, and so is an unknown one if not ignored. */
export function readQuery<P extends Parameters>(
  parameters: P,
  search: URLSearchParams,
  { unknown = 'refused' }: Unknown = {},
): Query<P> {
  const names = Object.keys(parameters);
  const values: Record<string, unknown> = {};
  for (const name of new Set(search.keys())) {
    // Names come from anybody: what every object inherits (`constructor`) is no parameter.
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (!parameter && unknown === 'ignored') continue;
    const known = names.length > 0 ? `one of the parameters ${names.join(', ')}` : 'no parameters';
    if (!parameter) throw parameterProblem(400, name, known, search.get(name) ?? '');
    const texts = search.getAll(name);
    if (texts.length > 1) throw parameterProblem(400, name, 'to be given once', texts.join(' and '));
    const value = parameter.read(texts[0] as string);
    if (value === undefined) throw parameterProblem(400, name, parameter.expected, texts[0]);
    values[name] = value;
  }
  for (const name of names) values[name] ??= parameters[name]?.fallback;
  return values as Query<P>;
}

/**
 * The one path and query of an answer: parameters sorted, defaults filled in, words in their own case, so that equal
 * questions share a cache entry.
 */
export function canonicalPath<P extends Parameters>(
  path: `/${string}`,
  parameters: P,
  query: Query<P>,
): `/${string}` {
  const search = new URLSearchParams();
  for (const name of Object.keys(parameters).sort()) {
    const value = query[name];
    const text = parameters[name]?.write ? parameters[name].write(value) : value;
    if (text !== undefined) search.set(name, String(text));
  }
  return search.size > 0 ? `${path}?${search}` : path;
}

/** What the cache calls this Worker where it has no public origin: a name that nobody can have (RFC 2606). */
const NAMELESS = 'https://liq-heatmap.invalid';

/** The address a path and query are kept under: never the host or scheme it was asked by, which are anybody's choice. */
export const canonicalUrl = (env: Env, path: `/${string}`): string =>
  `${publicOrigin(env) ?? NAMELESS}${path}`;

/**
 * Puts the query of a route as it was asked in `asked`, the one that is answered in `query`, its one path and query in
 * `canonicalPath`, and the address it is kept under in `canonicalUrl`.
 */
export const query = <P extends Parameters>(
  parameters: P,
  { settle = asked => asked, ...unknown }: Reading<P> = {},
) =>
  createMiddleware<{
    Bindings: Env;
    Variables: { asked: Query<P>; query: Query<P>; canonicalPath: `/${string}`; canonicalUrl: string };
  }>(async (c, next) => {
    const { pathname, searchParams } = new URL(c.req.url);
    const asked = readQuery(parameters, searchParams, unknown);
    const settled = settle(asked);
    const path = canonicalPath(pathname as `/${string}`, parameters, settled);
    c.set('asked', asked);
    c.set('query', settled);
    c.set('canonicalPath', path);
    c.set('canonicalUrl', canonicalUrl(c.env, path));
    await next();
  });
