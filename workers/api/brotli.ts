import { createMiddleware } from 'hono/factory';

/**
 * Has the runtime compress binary answers, the one type of ours that the edge leaves alone, for clients that take
 * brotli. A 304 says of itself what its answer would (RFC 9110, 15.4.5); that it is of a binary one only the question
 * tells, for it has no type.
 */
export const brotli = () =>
  createMiddleware<{ Variables: { query: { format: string } } }>(async (c, next) => {
    await next();
    const { status, ok } = c.res;
    // A refusal comes before the query is read.
    if (c.get('query')?.format !== 'bin' || !(ok || status === 304)) return;
    c.header('Vary', 'Accept-Encoding', { append: true });
    if (!acceptsBrotli(c.req.raw)) return;
    // The tag is that of the bytes before compression.
    c.header('ETag', `W/${c.res.headers.get('ETag')}`);
    if (!ok) return;
    c.header('Content-Encoding', 'br');
    c.header('Content-Length', undefined);
  });

/** Cloudflare replaces `Accept-Encoding` by its own and keeps the client's beside it. */
function acceptsBrotli(request: Request): boolean {
  const cf = request.cf as { clientAcceptEncoding?: string } | undefined;
  const accepted = cf?.clientAcceptEncoding ?? request.headers.get('Accept-Encoding') ?? '';
  return accepted.split(',').some(coding => /^\s*br\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/.test(coding));
}
