import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import type { Env } from '../env.ts';
import { DatabaseFailure } from '../store/retried-reads.ts';
import { description, docs } from './docs.ts';
import { edgeCache } from './edge-cache.ts';
import { routeOf } from './endpoint.ts';
import { endpoints } from './endpoints.ts';
import { home } from './home.ts';
import { likelyPath } from './likely-path.ts';
import { cut, problemResponse } from './problem.ts';
import { query } from './query.ts';
import { securityHeaders } from './security-headers.ts';

const METHODS = ['GET', 'HEAD', 'OPTIONS'];
const DAY_SECONDS = 86_400;
/** A database that failed is there again after a restart or a move, which take seconds. */
const RETRY_SECONDS = 10;

/** What people link to takes whatever others add to a link; data are asked for word for word. */
const PAGE = { unknown: 'ignored' } as const;

/** The API and the pages. The files of the site are served before anything is asked here. */
export const app = new Hono<{ Bindings: Env }>();

app.use(securityHeaders());
app.use(
  cors({
    origin: '*',
    allowMethods: METHODS,
    allowHeaders: ['*'],
    exposeHeaders: ['Age', 'Date', 'ETag', 'Retry-After', 'Warning'],
    maxAge: DAY_SECONDS,
  }),
);

for (const endpoint of endpoints) app.on('GET', [routeOf(endpoint)], ...endpoint.handlers);
app.get('/openapi.json', query({}, PAGE), edgeCache(description));
app.get('/docs', query({}, PAGE), edgeCache(docs));
// Not kept beyond a deployment, which takes the files it names away.
for (const path of ['/', '/index.html']) app.get(path, home);

const paths = new Set(app.routes.filter(route => route.method === 'GET').map(route => route.path));
for (const path of paths) app.all(path, methodNotAllowed);

app.notFound(c => {
  const { pathname } = new URL(c.req.url);
  const meant = likelyPath(pathname, paths);
  const hint = meant === undefined ? 'see /docs' : `did you mean ${cut(meant)}?`;
  return problemResponse(404, { detail: `no such path: ${cut(pathname)}; ${hint}` });
});
app.onError((error, c) => {
  if (error instanceof HTTPException && error.res) return error.getResponse();
  console.error(`${c.req.method} ${c.req.url}`, error);
  if (error instanceof DatabaseFailure)
    return problemResponse(
      503,
      { detail: 'the database does not answer, and nothing was kept of this answer; the error was logged' },
      { 'Retry-After': String(RETRY_SECONDS) },
    );
  return problemResponse(500, { detail: 'the answer could not be made; the error was logged' });
});

function methodNotAllowed(c: Context): Response {
  const allowed = METHODS.join(', ');
  return problemResponse(
    405,
    {
      detail: `${cut(new URL(c.req.url).pathname)}: expected ${allowed}, got ${cut(c.req.method)}`,
      expected: allowed,
      got: cut(c.req.method),
    },
    { Allow: allowed },
  );
}
