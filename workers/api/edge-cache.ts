import { createMiddleware } from 'hono/factory';

/** Headers that speak of the body, and so are not in a 304 (RFC 9110, 15.4.5). */
const OF_THE_BODY = ['Content-Type', 'Content-Length', 'Content-Encoding'];

/**
 * Answers from the edge's own cache where it can: one entry per canonical URL, for GET, HEAD and conditional
 * requests alike. What is not a success is never kept, and what has outlived its `s-maxage` is asked for anew: the
 * cache may hand it out for as long as it would be allowed to when the origin is down.
 */
export const edgeCache = (now = Date.now) =>
  createMiddleware<{ Variables: { canonicalUrl: string } }>(async (c, next) => {
    const key = c.get('canonicalUrl');
    const kept = await caches.default.match(key);
    const age = kept ? ageOf(kept, now()) : 0;
    if (kept && age < secondsKept(kept)) {
      const response = new Response(kept.body, kept);
      response.headers.set('Age', String(age));
      c.res = response;
    } else {
      await next();
      if (c.res.ok) await caches.default.put(key, c.res.clone());
    }
    const tag = c.res.headers.get('ETag');
    if (c.res.ok && tag && matches(tag, c.req.header('If-None-Match'))) {
      const response = notModified(c.res);
      // Set over another response, Hono would copy that one's headers.
      c.res = undefined;
      c.res = response;
    }
  });

/** Whole seconds since an answer was made. */
const ageOf = ({ headers }: Response, now: number): number =>
  Math.max(0, Math.floor((now - Date.parse(headers.get('Date') ?? '')) / 1000));

const secondsKept = ({ headers }: Response): number =>
  Number(/s-maxage=(\d+)/.exec(headers.get('Cache-Control') ?? '')?.[1] ?? 0);

/** Weak comparison, as RFC 9110 13.1.2 has it. */
function matches(tag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  const asked = ifNoneMatch.split(',').map(text => text.trim().replace(/^W\//, ''));
  return asked.includes('*') || asked.includes(tag);
}

function notModified(full: Response): Response {
  const headers = new Headers(full.headers);
  for (const name of OF_THE_BODY) headers.delete(name);
  return new Response(null, { status: 304, headers });
}
