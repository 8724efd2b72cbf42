import type { Context, MiddlewareHandler } from 'hono';
import type { Shape } from '../../schema/shape.ts';
import type { Env } from '../env.ts';
import { edgeCache, type Keeping } from './edge-cache.ts';
import type { Parameters, Query } from './parameter.ts';
import { query, type Reading } from './query.ts';

/** Chapters of the description. */
export const TAGS = {
  market: 'What could be liquidated, and what was.',
  evidence: 'What the model has forecast, and how well; how it goes with each exchange.',
  pages: 'What pages, not programs, ask for.',
} as const;

/** What a path says of itself. */
export type About = {
  /** As OpenAPI writes it: `/v1/snapshot/{file}`. */
  path: `/${string}`;
  tag: keyof typeof TAGS;
  summary: string;
  description: string;
  /** Of the path, by their names. */
  inPath?: Record<string, PathParameter>;
  /** What is answered, by its content type: shapes of JSON by their public names; of others what it is. */
  answers: Record<string, Record<string, Shape<unknown>> | string>;
  /** Statuses that only this path has. */
  refusals?: Record<number, string>;
  /** Its errors are a page in words. */
  readableErrors?: true;
};

/** `slashes` where it may hold some. */
export type PathParameter = {
  description: string;
  example: string;
  schema: Record<string, unknown>;
  slashes?: true;
};

type NoParameters = Record<never, never>;

/** What the handlers of an endpoint are given. */
export type Asked<P extends Parameters = NoParameters> = {
  Bindings: Env;
  Variables: { asked: Query<P>; query: Query<P>; canonicalPath: `/${string}`; canonicalUrl: string };
};

/** A path with its parameters, its description and what answers it. */
export type Endpoint = About & {
  parameters: Parameters;
  handlers: readonly MiddlewareHandler[];
  /** What answers it in the object of a symbol, where that is who does. */
  inside?: readonly MiddlewareHandler[];
};

/** The path as Hono writes it. */
export const routeOf = ({ path, inPath = {} }: Endpoint): string =>
  path.replace(/\{(\w+)\}/g, (_, name) => (inPath[name]?.slashes ? `:${name}{.+}` : `:${name}`));

/**
 * A path of the API, described and answered in one place: the route, `/openapi.json` and `/docs` are made from it.
 * `answer` makes the answer to the settled question, which the edge keeps (`edgeCache`); `before` goes first.
 */
export function endpoint<const P extends Parameters>({
  answer,
  before = [],
  settle,
  unknown,
  cut,
  isKept,
  ...about
}: About &
  Reading<P> &
  Keeping<Asked<P>> & {
    parameters: P;
    answer: (c: Context<Asked<P>>) => Promise<Response>;
    before?: readonly MiddlewareHandler[];
  }): Endpoint {
  const reading = { ...(settle && { settle }), ...(unknown && { unknown }) };
  const keeping = { ...(cut && { cut }), ...(isKept && { isKept }) };
  return { ...about, handlers: [...before, query(about.parameters, reading), edgeCache(answer, keeping)] };
}
